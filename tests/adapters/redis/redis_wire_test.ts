import assert from "node:assert/strict";
import { createRedisWire } from "../../../src/adapters/redis/redis_wire.ts";
import type { Broker } from "../../../src/ports/broker.ts";
import { Ear, head, until } from "../../contract/broker/broker_cases.ts";
import { createRecordedLog } from "../../support/recorded_log.ts";
import { redisMissing, RedisServer } from "../../support/redis_server.ts";
import { TcpProxy } from "../../support/tcp_proxy.ts";
import { tempFolder } from "../../support/temp.ts";
import { openDoorbell } from "../doorbell/open_doorbell.ts";

function test(name: string, fn: () => Promise<void>): void {
  const missing = redisMissing;
  Deno.test({
    name: missing === undefined ? name : `${name} (skipped: ${missing})`,
    ignore: missing !== undefined,
    fn,
  });
}

async function closing(brokers: readonly Broker[], run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } finally {
    await Promise.all(brokers.map((broker) => broker.close()));
  }
}

/** One node hears another. */
async function rings(one: Broker, other: Broker): Promise<void> {
  const ear = new Ear();
  await other.subscribe(ear);
  one.publish(head(1));
  await until("the signal is heard", 5_000, () => ear.heard.length > 0);
}

test("a network that falls silent without a word is noticed within 3 seconds, and heads are compared when it speaks again", async () => {
  await using server = await RedisServer.start();
  await using proxy = await TcpProxy.open(() => server.port);
  const [broker, ear] = [openDoorbell(createRedisWire({ url: server.urlAt(proxy.port) })), new Ear()];
  await closing([broker], async () => {
    await broker.subscribe(ear);
    await until("it is healthy", 5_000, () => broker.healthy());
    proxy.set("silent");
    const start = performance.now();
    await until("it is known to be deaf", 5_000, () => !broker.healthy());
    const noticedMs = performance.now() - start;
    assert.ok(noticedMs < 3_200, `${noticedMs} ms`);
    proxy.set("open");
    await until("it is back", 10_000, () => broker.healthy() && ear.resyncs >= 2);
  });
});

test("a server that is frozen and thawed is noticed, and heads are compared afterwards", async () => {
  await using server = await RedisServer.start();
  const [broker, ear] = [openDoorbell(createRedisWire({ url: server.url })), new Ear()];
  await closing([broker], async () => {
    await broker.subscribe(ear);
    await until("it is healthy", 5_000, () => broker.healthy());
    await server.kill("SIGSTOP");
    await until("it is known to be deaf", 5_000, () => !broker.healthy());
    await server.kill("SIGCONT");
    await until("it is back", 10_000, () => broker.healthy() && ear.resyncs >= 2);
  });
});

test("a node starts within 3 seconds without its broker, deaf, and hears as soon as it is there", async () => {
  const server = await RedisServer.start();
  await server.kill();
  const log = createRecordedLog();
  const [broker, ear] = [openDoorbell(createRedisWire({ url: server.url }), { log }), new Ear()];
  await closing([broker], async () => {
    const start = performance.now();
    await broker.subscribe(ear);
    assert.ok(performance.now() - start < 3_000);
    assert.deepEqual([broker.healthy(), ear.resyncs], [false, 0]);
    await using _ = server;
    await server.start();
    await until("it hears", 10_000, () => broker.healthy() && ear.resyncs === 1);
    const warned = log.lines.filter(({ level }) => level === "warn").map(({ message }) => message);
    assert.deepEqual(warned, ["Cannot reach the broker"]);
  });
});

test("a wrong password is a reason in the log, and is not in the log", async () => {
  await using server = await RedisServer.start({ password: "the right one" });
  const secret = "canary-password";
  const log = createRecordedLog();
  const wire = createRedisWire({ url: `redis://:${secret}@127.0.0.1:${server.port}` });
  const broker = openDoorbell(wire, { log, secrets: [secret] });
  await closing([broker], async () => {
    await broker.subscribe(new Ear());
    assert.ok(!broker.healthy());
    const told = JSON.stringify(log.lines);
    assert.match(told, /WRONGPASS|invalid/);
    assert.ok(!told.includes(secret), told);
  });
});

test("the rights that docs/operations.md asks for are enough", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/operations.md", import.meta.url));
  const rights = /`(\+publish [^`]*)`/.exec(page)![1]!.split(/\s+/);
  await using server = await RedisServer.start();
  await server.command("ACL", "SETUSER", "parley", "on", ">secret", "resetkeys", "resetchannels", "-@all", ...rights);
  const url = `redis://parley:secret@127.0.0.1:${server.port}/3`;
  const [one, other] = [openDoorbell(createRedisWire({ url })), openDoorbell(createRedisWire({ url }))];
  await closing([one, other], () => rings(one, other));
});

test("nodes that name another database of the same server are not woken", async () => {
  await using server = await RedisServer.start();
  const at = (database: number) => openDoorbell(createRedisWire({ url: `${server.url}/${database}` }));
  const [one, other, elsewhere, ear] = [at(0), at(0), at(1), new Ear()];
  await closing([one, other, elsewhere], async () => {
    await elsewhere.subscribe(ear);
    await rings(one, other);
    assert.deepEqual(ear.heard, []);
  });
});

test("over TLS nodes hear each other, and a certificate that is not trusted is refused", async () => {
  await using folder = await tempFolder();
  const [key, cert] = [folder.file("key.pem"), folder.file("cert.pem")];
  const made = await new Deno.Command("openssl", {
    args: ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2"].concat(
      ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
    ),
    stderr: "null",
    stdout: "null",
  }).output();
  assert.ok(made.success);
  const tlsPort = String(20_000 + Math.floor(Math.random() * 20_000));
  const tls = ["--tls-port", tlsPort, "--tls-cert-file", cert, "--tls-key-file", key, "--tls-auth-clients", "no"];
  await using _ = await RedisServer.start({ args: tls });
  const url = `rediss://localhost:${tlsPort}`;
  const ca = await Deno.readTextFile(cert);
  const [one, other] = [openDoorbell(createRedisWire({ url, ca })), openDoorbell(createRedisWire({ url, ca }))];
  const log = createRecordedLog();
  const wary = openDoorbell(createRedisWire({ url }), { log });
  await closing([one, other, wary], async () => {
    await rings(one, other);
    await wary.subscribe(new Ear());
    assert.ok(!wary.healthy());
    assert.match(JSON.stringify(log.lines), /certificate|UnknownIssuer|self.signed/i);
  });
});
