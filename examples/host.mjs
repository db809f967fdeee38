// A shop with one page, in Node 20 or Deno, without packages. What a back end does for the chat is chatToken().
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import process from "node:process";

const { CHANNEL_ID, CHANNEL_SECRET, CHAT_URL = "http://127.0.0.1:8080", PORT = "3000" } = process.env;

/** Says to the chat who this is, for an hour. Stays on the server: with the secret anybody is anybody. */
function chatToken({ id, name }) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const text = `${part({ alg: "HS256", kid: CHANNEL_ID })}.${part({ sub: id, name, exp })}`;
  return `${text}.${createHmac("sha256", CHANNEL_SECRET).update(text).digest("base64url")}`;
}

const page = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>A shop</title>
  <main><h1>A shop</h1></main>
  <script src="${CHAT_URL}/embed.js" async></script>
  <parley-chat token-url="/chat-token" heading="Help"></parley-chat>
</html>`;

createServer((request, response) => {
  // Whoever your own session says is logged in.
  const user = { id: "customer-7", name: "Eve Adams" };
  if (request.url === "/chat-token") {
    response.writeHead(200, { "Content-Type": "application/json", "Cache-Control": "no-store" });
    response.end(JSON.stringify({ token: chatToken(user) }));
  } else {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    response.end(page);
  }
}).listen(Number(PORT), "127.0.0.1");
