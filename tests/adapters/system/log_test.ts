import assert from "node:assert/strict";
import { createSystemLog, type SystemLog, type SystemLogOptions } from "../../../src/adapters/system/log.ts";
import { ParleyError } from "../../../src/protocol/parley_error.ts";

interface Captured {
  readonly log: SystemLog;
  /** Closes the log and answers what it wrote. */
  text(): Promise<string>;
}

function capture(options: Partial<SystemLogOptions> = {}): Captured {
  const chunks: string[] = [];
  const decoder = new TextDecoder();
  const output = {
    write: (bytes: Uint8Array) => {
      chunks.push(decoder.decode(bytes));
      return Promise.resolve(bytes.length);
    },
  };
  const log = createSystemLog({ level: "info", format: "json", output, now: () => 1_767_225_600_000, ...options });
  return {
    log,
    async text() {
      await log.close();
      return chunks.join("");
    },
  };
}

Deno.test("Log writes one JSON object a line with its time, level, message and fields", async () => {
  const { log, text } = capture();
  log.info("Listening", { port: 8080, host: "127.0.0.1", nothing: undefined });
  log.warn("Odd");
  const [first, second] = (await text()).trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(first, {
    "@timestamp": "2026-01-01T00:00:00.000Z",
    level: "INFO",
    message: "Listening",
    logger: "parley",
    port: 8080,
    host: "127.0.0.1",
  });
  assert.equal(second.level, "WARN");
});

Deno.test("Log passes over what is below its level, and the level can change at run time", async () => {
  const { log, text } = capture({ level: "warn" });
  log.info("not yet");
  log.setLevel("debug");
  log.debug("now");
  log.setLevel("error");
  log.warn("no longer");
  assert.deepEqual((await text()).trimEnd().split("\n").map((line) => JSON.parse(line).message), ["now"]);
});

Deno.test("Log keeps what a user wrote on one line and away from the terminal, in both formats", async () => {
  const evil = "a\nb\r\x1b[2Jc\u009bd\u202ee\u2028f\x7f";
  for (const format of ["json", "pretty"] as const) {
    const { log, text } = capture({ format });
    log.info(evil, { name: evil, [evil]: 1, nested: { evil } });
    const written = await text();
    assert.equal(written.split("\n").length, 2, `${format}: ${JSON.stringify(written)}`);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(written.trimEnd(), /[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/, format);
  }
});

Deno.test("Log gives back the user's text exactly when its JSON is parsed", async () => {
  const evil = "a\nb\x1b[2Jc\u009bd\u202ee 😀";
  const { log, text } = capture();
  log.info("x", { evil });
  assert.equal(JSON.parse(await text()).evil, evil);
});

Deno.test("Log lets no field take over the keys of the line", async () => {
  const { log, text } = capture();
  log.error("real", { message: "false", level: "DEBUG", "@timestamp": "never", logger: "me" });
  const line = JSON.parse(await text());
  assert.equal(line.message, "real");
  assert.equal(line.level, "ERROR");
  assert.equal(line["@timestamp"], "2026-01-01T00:00:00.000Z");
  assert.equal(line.field_message, "false");
});

Deno.test("Log hides secrets that should not have been passed, by key and by shape", async () => {
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLXZhbHVl";
  const hash = `$2b$12$${"a".repeat(53)}`;
  const secrets = [jwt, hash, "hunter2", "s3cret-pass", "tick-et"];
  for (const format of ["json", "pretty"] as const) {
    const { log, text } = capture({ format });
    log.info(`saw ${jwt}`, {
      password: "hunter2",
      headers: { authorization: "hunter2", Cookie: ["hunter2"] },
      detail: `Bearer ${jwt} and ${hash}`,
      url: "mongodb://root:s3cret-pass@db.example/x and /ws?token=hunter2&ticket=tick-et&room_id=1",
      error: new Error(`refused ${jwt}`, { cause: new Error("redis://u:s3cret-pass@h") }),
      tokens: 3,
    });
    const written = await text();
    for (const secret of secrets) assert.ok(!written.includes(secret), `${format} shows ${secret}: ${written}`);
    assert.match(written, /tokens"?[:=]3/);
    assert.match(written, /room_id=1/);
  }
});

Deno.test("Log cuts long fields, long lists and deep objects, and survives cycles and odd values", async () => {
  const cycle: Record<string, unknown> = { name: "cycle" };
  cycle["self"] = cycle;
  let deep: unknown = "bottom";
  for (let i = 0; i < 50; i++) deep = { deep };
  const { log, text } = capture();
  log.info("x", {
    long: "x".repeat(1_000_000),
    list: Array.from({ length: 1_000 }, (_, i) => i),
    deep,
    cycle,
    bytes: new Uint8Array(10),
    big: 10n,
    odd: Number.NaN,
    when: new Date(Number.NaN),
    lone: "\ud800",
    get broken() {
      throw new Error("a getter that throws");
    },
  });
  log.info("y", { cycle, bytes: new Uint8Array(10), lone: "\ud800", list: Array.from({ length: 1_000 }, (_, i) => i) });
  const written = await text();
  assert.ok(written.length < 10_000, `${written.length} characters`);
  const [first, second] = written.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.match(first.unreadable_fields, /getter that throws/);
  assert.deepEqual(second.cycle, { name: "cycle", self: "[circular]" });
  assert.equal(second.bytes, "[10 bytes]");
  assert.equal(second.lone, "\ufffd");
  assert.equal(second.list.length, 51);
});

Deno.test("Log shows an error with its code, stack and cause", async () => {
  const error = new ParleyError("unavailable", "The store is gone", { cause: new TypeError("inner") });
  const json = capture();
  json.log.error("Append failed", { error });
  const line = JSON.parse(await json.text());
  assert.equal(line.error.code, "unavailable");
  assert.match(line.error.stack, /log_test\.ts/);
  assert.equal(line.error.cause.message, "inner");
  const pretty = capture({ format: "pretty" });
  pretty.log.error("Append failed", { error });
  assert.match(
    await pretty.text(),
    /Append failed error="ParleyError: The store is gone".*inner.*\n {4}at .*log_test\.ts/,
  );
});

Deno.test("Log colours the pretty format only where it is told to", async () => {
  const plain = capture({ format: "pretty" });
  plain.log.info("x", { a: "b c" });
  assert.ok(!(await plain.text()).includes("\x1b"));
  const coloured = capture({ format: "pretty", colors: true });
  coloured.log.info("x");
  assert.ok((await coloured.text()).includes("\x1b["));
});

Deno.test("Log writes the same lines to its file as JSON, readable by its owner alone", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/parley.log`;
    const { log, text } = capture({ format: "pretty", file });
    log.info("Listening", { port: 1 });
    await text();
    assert.equal(JSON.parse(await Deno.readTextFile(file)).port, 1);
    assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("Log says in one sentence that its file cannot be written", () => {
  assert.throws(
    () => capture({ file: "/nowhere/at/all/parley.log" }),
    (error) =>
      error instanceof ParleyError && /^The log file "\/nowhere\/at\/all.*change LOG_FILE$/.test(error.message),
  );
});
