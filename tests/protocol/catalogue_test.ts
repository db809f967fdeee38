import assert from "node:assert/strict";
import { closeReasonBytesMax } from "../../src/limits.ts";
import { closeCatalogue } from "../../src/protocol/close_code.ts";
import { errorBodySchema } from "../../src/protocol/error_body.ts";
import { errorCatalogue, type ErrorCode } from "../../src/protocol/error_code.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { utf8Bytes } from "../../src/protocol/text.ts";

const codes = Object.keys(errorCatalogue) as ErrorCode[];

Deno.test("every error code is a lower-case word with a sentence of its own", () => {
  for (const code of codes) assert.match(code, /^[a-z]+(_[a-z]+)*$/);
  const sentences = codes.map((code) => errorCatalogue[code].sentence);
  for (const sentence of sentences) assert.match(sentence, /^[A-Z][^\n]{8,78}[^.\s]$/);
  assert.equal(new Set(sentences).size, sentences.length);
});

/** Of uploads: tus says by these that its client asks where to go on, and does. */
const goesOn = new Set<ErrorCode>(["upload_conflict", "checksum_mismatch"]);

Deno.test("an error is temporary exactly where its HTTP status says that trying again can help", () => {
  for (const code of codes) {
    const { status, temporary } = errorCatalogue[code];
    assert.ok(status >= 400 && status < 600, code);
    assert.equal(temporary, status === 408 || status === 429 || status >= 500 || goesOn.has(code), code);
  }
});

Deno.test("ParleyError takes status, sentence and temporary from the catalogue", () => {
  for (const code of codes) {
    const error = new ParleyError(code);
    assert.deepEqual(
      { status: error.status, temporary: error.temporary, sentence: error.message },
      errorCatalogue[code],
    );
    assert.ok(!("cause" in error) && error.details === undefined && error.retryAfterMs === undefined);
  }
});

Deno.test("ParleyError keeps message, cause, details and delay where they are given", () => {
  const cause = new Error("driver");
  const error = new ParleyError("rate_limited", "Wait", { cause, details: ["a"], retryAfterMs: 5 });
  assert.equal(error.message, "Wait");
  assert.equal(error.cause, cause);
  assert.deepEqual(error.details, ["a"]);
  assert.equal(error.retryAfterMs, 5);
});

Deno.test("the schema of error bodies knows the codes of the catalogue and no other", () => {
  for (const code of codes) {
    assert.ok(errorBodySchema.safeParse({ error: { code, message: "m" } }).success, code);
  }
  for (const code of ["", "nope", "toString", "NOT_FOUND"]) {
    assert.ok(!errorBodySchema.safeParse({ error: { code, message: "m" } }).success, code);
  }
});

Deno.test("the number of a close code alone says whether to come back", () => {
  const comeBack = (code: number): boolean => {
    if ([1001, 1011, 1012, 1013].includes(code)) return true;
    if (code >= 1002 && code <= 1009) return false;
    if (code === 4401) return true;
    return code >= 4405 && code <= 4499;
  };
  const entries = Object.entries(closeCatalogue);
  for (const [name, close] of entries) assert.equal(close.comeBack, comeBack(close.code), name);
  assert.equal(new Set(entries.map(([, { code }]) => code)).size, entries.length);
});

Deno.test("every close code may be sent by an endpoint, with a reason that fits a close frame", () => {
  for (const { code, reason } of Object.values(closeCatalogue)) {
    // RFC 6455, 7.4: 1005, 1006 and 1015 never stand in a frame; 4000 to 4999 are for applications.
    assert.ok((code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || code >= 4000);
    assert.ok(reason.length > 0 && utf8Bytes(reason) <= closeReasonBytesMax);
  }
});
