import assert from "node:assert/strict";
import { openWire, type WireClient, WireRefused } from "./wire_client.ts";

/** A server of the runtime's own WebSocket, an independent reading of the RFC. */
function serve(onSocket: (socket: WebSocket) => void): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    if (request.headers.get("upgrade") !== "websocket") return new Response("no", { status: 400 });
    if (new URL(request.url).pathname !== "/ws") return new Response("who are you?", { status: 401 });
    const { socket, response } = Deno.upgradeWebSocket(request);
    onSocket(socket);
    return response;
  });
}

interface Opened {
  readonly client: WireClient;
  readonly texts: string[];
  /** Resolves when so many texts have come. */
  arrived(count: number): Promise<void>;
  readonly closed: Promise<number>;
}

async function open(port: number, path = "/ws"): Promise<Opened> {
  const texts: string[] = [];
  const closed = Promise.withResolvers<number>();
  const waiting: { readonly count: number; resolve(): void }[] = [];
  const client = await openWire({ port, path }, {
    text(bytes, start, end) {
      texts.push(new TextDecoder().decode(bytes.subarray(start, end)));
      for (const { count, resolve } of waiting) if (texts.length >= count) resolve();
    },
    closed: (code) => closed.resolve(code),
  });
  return {
    client,
    texts,
    closed: closed.promise,
    arrived(count) {
      if (texts.length >= count) return Promise.resolve();
      return new Promise((resolve) => void waiting.push({ count, resolve }));
    },
  };
}

Deno.test("openWire() exchanges texts of any length, in order", async () => {
  await using server = serve((socket) => socket.onmessage = ({ data }) => socket.send(data));
  const { client, texts, arrived, closed } = await open(server.addr.port);
  const sent = ["a", "ü".repeat(200), "x".repeat(70_000), ...Array.from({ length: 500 }, (_, i) => `number ${i}`)];
  for (const text of sent) client.send(text);
  await arrived(sent.length);
  assert.deepEqual(texts, sent);
  client.close();
  assert.equal(await closed, 1000);
});

Deno.test("openWire() hands over what came together with the answer to the upgrade", async () => {
  await using server = serve((socket) => socket.onopen = () => socket.send("early"));
  const { client, texts, arrived, closed } = await open(server.addr.port);
  await arrived(1);
  assert.deepEqual(texts, ["early"]);
  client.close();
  await closed;
});

Deno.test("openWire() tells the code with which the server closed", async () => {
  await using server = serve((socket) => socket.onopen = () => socket.close(4408, "slow"));
  const { closed } = await open(server.addr.port);
  assert.equal(await closed, 4408);
});

Deno.test("openWire() tells 1006 when the connection is cut", async () => {
  await using server = serve(() => {});
  const { client, closed } = await open(server.addr.port);
  client.destroy();
  assert.equal(await closed, 1006);
  assert.equal(client.over, true);
  client.send("into the void");
});

Deno.test("openWire() rejects with the status when the upgrade is refused", async () => {
  await using server = serve(() => {});
  await assert.rejects(open(server.addr.port, "/elsewhere"), (error: unknown) => {
    return error instanceof WireRefused && error.status === 401 && error.message.includes("who are you?");
  });
});

Deno.test("openWire() rejects when nobody listens", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  await assert.rejects(open(port), /ECONNREFUSED/);
});
