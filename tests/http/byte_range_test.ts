import assert from "node:assert/strict";
import { rangeOf } from "../../src/http/byte_range.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";

Deno.test("rangeOf() reads one range of bytes, from either end", () => {
  assert.deepEqual(rangeOf("bytes=0-0", 100), { start: 0, end: 1 });
  assert.deepEqual(rangeOf("bytes=10-19", 100), { start: 10, end: 20 });
  assert.deepEqual(rangeOf("bytes=90-", 100), { start: 90, end: 100 });
  assert.deepEqual(rangeOf("bytes=90-1000", 100), { start: 90, end: 100 });
  assert.deepEqual(rangeOf("bytes=-10", 100), { start: 90, end: 100 });
  assert.deepEqual(rangeOf("bytes=-1000", 100), { start: 0, end: 100 });
});

Deno.test("rangeOf() ignores what is no such range", () => {
  for (const header of [undefined, "", "bytes=", "bytes=-", "bytes=5-4", "bytes=1-2,4-5", "lines=1-2", "bytes=a-b"]) {
    assert.equal(rangeOf(header, 100), undefined, String(header));
  }
});

Deno.test("rangeOf() refuses a range of which the file has nothing", () => {
  for (const header of ["bytes=100-", "bytes=200-300", "bytes=-0"]) {
    assert.throws(() => rangeOf(header, 100), (error) => {
      return error instanceof ParleyError && error.code === "range_not_satisfiable";
    }, header);
  }
});
