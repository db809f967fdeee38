import assert from "node:assert/strict";
import fc from "fast-check";
import { clientIdCharsMax, contentCodePointsMax } from "../../src/limits.ts";
import { clientIdOf, decodeFrame } from "../../src/protocol/decode_frame.ts";
import type { ErrorCode } from "../../src/protocol/error_code.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { anyFrame, fullFrames } from "./frame_arbitraries.ts";

/** The code of its refusal; `undefined`: it is accepted. Whatever else it throws, this throws. */
function refusalOf(text: string): ErrorCode | undefined {
  try {
    decodeFrame(text);
    return undefined;
  } catch (error) {
    if (error instanceof ParleyError) return error.code;
    throw error;
  }
}

const onlyKnownCodes = (text: string): void => {
  const code = refusalOf(text);
  assert.ok(code === undefined || code === "bad_frame" || code === "invalid", `${code}: ${text}`);
};

const textOf = (content: unknown): string => JSON.stringify({ ...fullFrames[0], content });

Deno.test("decodeFrame() gives every valid frame back unchanged", () => {
  fc.assert(
    fc.property(anyFrame, (frame) => {
      const text = JSON.stringify(frame);
      assert.deepEqual(decodeFrame(text), JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

Deno.test("decodeFrame() throws nothing but ParleyError, on any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), onlyKnownCodes), { numRuns: 300 });
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
    onlyKnownCodes(String.fromCharCode(...units));
  }));
});

Deno.test("decodeFrame() throws nothing but ParleyError, on any JSON", () => {
  fc.assert(fc.property(fc.json({ depthSize: "medium" }), onlyKnownCodes), { numRuns: 300 });
  fc.assert(fc.property(fc.constantFrom(...fullFrames), fc.dictionary(fc.string(), fc.jsonValue()), (frame, more) => {
    onlyKnownCodes(JSON.stringify({ ...more, type: frame.type }));
  }));
});

Deno.test("decodeFrame() throws nothing but ParleyError, on valid frames with a part cut out, put in or replaced", () => {
  const cut = fc.tuple(anyFrame, fc.nat(), fc.nat(40), fc.string({ unit: "binary", maxLength: 5 }));
  fc.assert(
    fc.property(cut, ([frame, at, length, instead]) => {
      const text = JSON.stringify(frame);
      const start = at % text.length;
      onlyKnownCodes(text.slice(0, start) + instead + text.slice(start + length));
    }),
    { numRuns: 500 },
  );
});

Deno.test("decodeFrame() survives the deepest nesting that fits a frame", () => {
  for (const [open, close] of [["[", "]"], ['{"a":', "}"]] as const) {
    const depth = Math.floor(65_536 / (open.length + close.length)) - 20;
    const deep = `${open.repeat(depth)}1${close.repeat(depth)}`;
    assert.equal(refusalOf(deep), "bad_frame");
    assert.equal(refusalOf(`{"type":"ping","x":${deep}}`), "bad_frame");
  }
});

Deno.test("decodeFrame() refuses an unknown key in every type of frame, those of Object.prototype too", () => {
  for (const frame of fullFrames) {
    for (const key of ["seq2", "Type", "user_id", "", "__proto__", "constructor", "toString"]) {
      const text = JSON.stringify(frame).replace("{", `{${JSON.stringify(key)}:{"admin":true},`);
      assert.equal(refusalOf(text), "bad_frame", text);
    }
  }
});

Deno.test("decodeFrame() refuses an operator object, an array, null, a boolean and a number in every field", () => {
  for (const frame of fullFrames) {
    for (const key of Object.keys(frame)) {
      for (const value of [{ $ne: null }, { $gt: "" }, { $regex: ".*" }, [], ["ping"], null, true, 1.5]) {
        if (typeof value === typeof frame[key] && typeof value === "boolean") continue;
        const text = JSON.stringify({ ...frame, [key]: value });
        assert.equal(refusalOf(text), "bad_frame", text);
      }
    }
  }
});

Deno.test("decodeFrame() refuses a frame without one of its required fields", () => {
  const optional = new Set(["client_id", "since", "epoch", "presence", "stop"]);
  for (const frame of fullFrames) {
    for (const key of Object.keys(frame)) {
      const { [key]: _, ...rest } = frame;
      assert.equal(refusalOf(JSON.stringify(rest)), optional.has(key) ? undefined : "bad_frame", `no ${key}`);
    }
  }
});

Deno.test("decodeFrame() calls a type that is no string of the catalogue a bad frame", () => {
  for (const type of ["", "Message", "ack", "text", "system", "toString", "__proto__", "ping "]) {
    assert.equal(refusalOf(JSON.stringify({ type })), "bad_frame", type);
  }
  for (
    const text of ["", " ", "null", "[]", '"ping"', "1", "{", '{"type":"ping"}{', "\u{feff}{}", "NaN", "undefined"]
  ) {
    assert.equal(refusalOf(text), "bad_frame", text);
  }
});

Deno.test("decodeFrame() takes 1 to 4,000 code points of any plane, and calls more, or nothing visible, invalid", () => {
  for (const char of ["x", "\u00e9", "\u20ac", "\u{1f600}", "\u{10ffff}"]) {
    assert.equal(refusalOf(textOf(char.repeat(contentCodePointsMax))), undefined, char);
    assert.equal(refusalOf(textOf(char.repeat(contentCodePointsMax + 1))), "invalid", char);
  }
  for (const blank of ["", " ", "\n\t", "\u00a0\u3000"]) assert.equal(refusalOf(textOf(blank)), "invalid");
  for (const lost of ["a\0b", "\ud83d", "\ude00x", "\ude00\ud83d"]) assert.equal(refusalOf(textOf(lost)), "invalid");
  assert.equal(refusalOf(textOf("\\u0000 as six characters")), undefined);
});

Deno.test("decodeFrame() bounds a client_id in length and to what can be kept", () => {
  const withClientId = (client_id: string): string => JSON.stringify({ ...fullFrames[0], client_id });
  assert.equal(refusalOf(withClientId("x".repeat(clientIdCharsMax))), undefined);
  for (const bad of ["", "x".repeat(clientIdCharsMax + 1), "a\0", "\ud800"]) {
    assert.equal(refusalOf(withClientId(bad)), "invalid");
  }
});

Deno.test("decodeFrame() takes seqs that are whole, safe and not negative", () => {
  const reading = (seq: string): string => `{"type":"read","room_id":"65a1b2c3d4e5f60718293a4b","seq":${seq}}`;
  for (const good of ["0", "1", "9007199254740991", "1e3"]) assert.equal(refusalOf(reading(good)), undefined, good);
  for (const bad of ["-1", "1.5", "9007199254740992", "1e400", '"1"', "null"]) {
    assert.notEqual(refusalOf(reading(bad)), undefined, bad);
  }
});

Deno.test("decodeFrame() refuses ids that are not 24 hexadecimal characters in lower case", () => {
  const typing = (room_id: string): string => JSON.stringify({ type: "typing", room_id });
  for (
    const bad of ["", "65a1b2c3d4e5f60718293a4", "65A1B2C3D4E5F60718293A4B", "65a1b2c3d4e5f60718293a4b\n", "global"]
  ) {
    assert.equal(refusalOf(typing(bad)), "bad_frame", bad);
  }
});

Deno.test("clientIdOf() finds the client_id of what was refused, and nothing that is none", () => {
  assert.equal(clientIdOf(JSON.stringify({ ...fullFrames[0], content: "" })), "c-1");
  assert.equal(clientIdOf('{"client_id":"only"}'), "only");
  for (const none of ["", "{", "null", "[]", "1", "{}", '{"client_id":1}', '{"client_id":{"$ne":null}}']) {
    assert.equal(clientIdOf(none), undefined, none);
  }
  assert.equal(clientIdOf(JSON.stringify({ client_id: "x".repeat(clientIdCharsMax + 1) })), undefined);
});

Deno.test("clientIdOf() throws nothing, on any text", () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => {
    const found = clientIdOf(text);
    assert.ok(found === undefined || found.length <= clientIdCharsMax);
  }));
});
