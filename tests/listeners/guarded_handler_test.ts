import assert from "node:assert/strict";
import { closeReason } from "../../src/listeners/close_reason.ts";
import { GuardedHandler } from "../../src/listeners/guarded_handler.ts";
import { listenError } from "../../src/listeners/listen_error.ts";
import { silentLog } from "../../src/ports/log.ts";
import { silentMeter } from "../../src/ports/meter.ts";
import type { Connection } from "../../src/realtime/connection.ts";
import { EchoGate, type EchoSession } from "../support/echo_gate.ts";
import { alice } from "../support/known_tokens.ts";

/** A guarded session over a connection that only remembers how it was closed. */
function create(): { readonly guard: GuardedHandler; readonly gate: EchoGate; readonly closes: number[] } {
  const closes: number[] = [];
  const connection: Connection = {
    write() {},
    bufferedBytes: 0,
    ping() {},
    close: (code) => void closes.push(code),
    terminate() {},
  };
  const gate = new EchoGate();
  const opening = { principal: alice, batch: false, requestId: "r" };
  return { guard: new GuardedHandler(connection, opening, { gate, log: silentLog, meter: silentMeter }), gate, closes };
}

function opened(gate: EchoGate): EchoSession {
  return gate.sessions[0]!;
}

Deno.test("GuardedHandler passes nothing on before open() and nothing after closed()", () => {
  const { guard, gate } = create();
  guard.text("too early");
  guard.alive();
  guard.open();
  guard.text("in time");
  guard.closed(1000);
  guard.text("too late");
  guard.alive();
  assert.deepEqual(opened(gate).texts, ["in time"]);
  assert.equal(opened(gate).signsOfLife, 0);
});

Deno.test("GuardedHandler calls closed() once", () => {
  const { guard, gate } = create();
  guard.open();
  guard.closed(1001);
  guard.closed(1005);
  assert.deepEqual(opened(gate).closes, [1001]);
});

Deno.test("GuardedHandler still tells a session that threw, or was deafened, that it is over", () => {
  const { guard, gate, closes } = create();
  guard.open();
  opened(gate).onText = () => {
    throw new Error("boom");
  };
  guard.text("one");
  guard.text("two");
  assert.deepEqual(opened(gate).texts, ["one"]);
  assert.deepEqual(closes, [1011]);
  guard.closed(1011);
  assert.deepEqual(opened(gate).closes, [1011]);

  const deaf = create();
  deaf.guard.open();
  deaf.guard.deafen();
  deaf.guard.text("unheard");
  deaf.guard.closed(4408);
  assert.deepEqual(opened(deaf.gate).texts, []);
  assert.deepEqual(opened(deaf.gate).closes, [4408]);
});

Deno.test("GuardedHandler closes a connection whose gate threw, and has no session to tell of its end", () => {
  const { guard, gate, closes } = create();
  gate.onOpen = () => {
    throw new Error("boom");
  };
  guard.open();
  guard.text("unheard");
  guard.closed(1011);
  assert.deepEqual(closes, [1011]);
  assert.deepEqual(opened(gate).closes, []);
});

Deno.test("closeReason() cuts at 123 bytes, between code points", () => {
  assert.equal(closeReason("draining"), "draining");
  assert.equal(closeReason("x".repeat(200)), "x".repeat(123));
  assert.equal(closeReason("😀".repeat(40)), "😀".repeat(30));
  assert.equal(closeReason(`${"x".repeat(121)}€`), "x".repeat(121));
});

Deno.test("listenError() says what to do, whatever failed", () => {
  const at = { host: "localhost", port: 80 };
  const says = (code: string) => listenError(Object.assign(new Error("why"), { code }), at).message;
  assert.match(says("EADDRINUSE"), /^Port 80 is taken: .* set PORT/);
  assert.match(says("EACCES"), /^Port 80 may not be used by this user: set PORT/);
  assert.match(says("ENOTFOUND"), /^This machine has no address "localhost": set HOST/);
  assert.equal(says("EOTHER"), "Cannot listen on localhost:80: why");
  assert.equal(listenError("odd", at).message, "Cannot listen on localhost:80: odd");
});

Deno.test("GuardedHandler passes binary on to a session that takes it, and says so of one that does not", () => {
  const { guard, gate, closes } = create();
  guard.open();
  assert.equal(guard.binary(Uint8Array.of(1)), false);
  const taken: Uint8Array[] = [];
  Object.assign(opened(gate), { binary: (message: Uint8Array) => void taken.push(message) });
  assert.equal(guard.binary(Uint8Array.of(2)), true);
  assert.deepEqual(taken, [Uint8Array.of(2)]);
  guard.closed(1000);
  assert.equal(guard.binary(Uint8Array.of(3)), true);
  assert.deepEqual([taken.length, closes.length], [1, 0]);
});
