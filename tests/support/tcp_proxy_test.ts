import assert from "node:assert/strict";
import { TcpProxy } from "./tcp_proxy.ts";

/** A listener that says back what it hears, and everything it heard. */
function echo(): { readonly port: number; readonly heard: () => string } & AsyncDisposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let heard = "";
  const serving: Promise<void>[] = [];
  const serve = async (connection: Deno.TcpConn): Promise<void> => {
    try {
      for await (const chunk of connection.readable) {
        heard += new TextDecoder().decode(chunk);
        await connection.write(chunk);
      }
    } catch (error) {
      assert.ok(error instanceof Error, "the other end has gone");
    }
  };
  const accepting = (async () => {
    for await (const connection of listener) serving.push(serve(connection));
  })();
  return {
    port: listener.addr.port,
    heard: () => heard,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(serving);
    },
  };
}

async function read(connection: Deno.TcpConn, length: number): Promise<string> {
  const buffer = new Uint8Array(65_536);
  let text = "";
  while (text.length < length) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) break;
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return text;
}

const say = (connection: Deno.TcpConn, text: string) => connection.write(new TextEncoder().encode(text));

Deno.test("TcpProxy keeps the order of what it delays", async () => {
  await using target = echo();
  await using proxy = await TcpProxy.open(() => target.port);
  Object.assign(proxy.toxics, { latencyMs: 20, jitterMs: 20 });
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: proxy.port });
  for (let i = 0; i < 10; i++) await say(connection, String(i));
  assert.equal(await read(connection, 10), "0123456789");
});

Deno.test("TcpProxy passes nothing on while it is silent, and all of it after", async () => {
  await using target = echo();
  await using proxy = await TcpProxy.open(() => target.port);
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: proxy.port });
  await say(connection, "before");
  assert.equal(await read(connection, 6), "before");
  proxy.set("silent");
  await say(connection, "during");
  // Another way in to the same target is as quick as ever: what is held would have been there by then.
  using other = await Deno.connect({ hostname: "127.0.0.1", port: target.port });
  await say(other, "!");
  await read(other, 1);
  assert.equal(target.heard(), "before!");
  proxy.set("open");
  assert.equal(await read(connection, 6), "during");
});

Deno.test("TcpProxy lets so many bytes a second through to who connected", async () => {
  await using target = echo();
  await using proxy = await TcpProxy.open(() => target.port);
  proxy.toxics.bytesPerSecond = 10_000;
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: proxy.port });
  const start = performance.now();
  await say(connection, "x".repeat(3_000));
  assert.equal((await read(connection, 3_000)).length, 3_000);
  assert.ok(performance.now() - start > 250, "3,000 bytes at 10,000 a second take 300 ms");
});

Deno.test("TcpProxy cuts where a tap says so: in the middle of an answer", async () => {
  await using target = echo();
  await using proxy = await TcpProxy.open(() => target.port);
  proxy.tap = () => (way, bytes) => way === "down" ? { bytes: bytes.subarray(0, 3), cut: true } : { bytes };
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: proxy.port });
  await say(connection, "abcdef");
  assert.equal(await read(connection, 6), "abc");
  assert.equal(target.heard(), "abcdef");
});

Deno.test("TcpProxy goes on where a tap swallows everything that a slow network brings", async () => {
  await using target = echo();
  await using proxy = await TcpProxy.open(() => target.port);
  Object.assign(proxy.toxics, { latencyMs: 5, jitterMs: 0 });
  let swallowed = 0;
  proxy.tap = () => (way, bytes) => way === "up" && swallowed++ === 0 ? { bytes: new Uint8Array() } : { bytes };
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: proxy.port });
  await say(connection, "gone");
  while (swallowed === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await say(connection, "there");
  assert.equal(await read(connection, 5), "there");
});
