import fc from "fast-check";
import { clientIdCharsMax, contentCodePointsMax } from "../../src/limits.ts";

const digits = fc.constantFrom(..."0123456789abcdef");

export const anyId = fc.array(digits, { minLength: 24, maxLength: 24 }).map((chars) => chars.join(""));

/** A code point that can be kept: any plane, no surrogate, no NUL. */
const codePoint = fc.string({ unit: "binary", minLength: 1, maxLength: 1 }).filter((text) => text !== "\0");

export const anyContent = fc.oneof(
  fc.array(codePoint, { minLength: 1, maxLength: 60 }).map((chars) => chars.join("")),
  fc.constantFrom("\u{1f600}".repeat(contentCodePointsMax), "e\u0301", "\u2028", '"\\u0000"', "<script>", "$ne"),
).filter((text) => text.trim().length > 0);

const anyClientId = fc.array(codePoint, { minLength: 1, maxLength: clientIdCharsMax / 2 }).map((chars) =>
  chars.join("")
);

const anySeq = fc.oneof(fc.nat(), fc.maxSafeNat());

function frameOf<T extends Record<string, fc.Arbitrary<unknown>>>(
  type: string,
  fields: T,
  optional: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<Record<string, unknown>> {
  const requiredKeys = ["type", ...Object.keys(fields)];
  return fc.record({ type: fc.constant(type), ...fields, ...optional }, { requiredKeys, noNullPrototype: true });
}

/** Every frame that docs/protocol.md allows. */
export const anyFrame: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  frameOf("message", { room_id: anyId, content: anyContent }, { client_id: anyClientId }),
  frameOf("subscribe", { room_id: anyId }, {
    since: anySeq,
    epoch: fc.stringMatching(/^[0-9a-f]{1,64}$/),
    presence: fc.boolean(),
  }),
  frameOf("unsubscribe", { room_id: anyId }),
  frameOf("typing", { room_id: anyId }, { stop: fc.boolean() }),
  frameOf("read", { room_id: anyId, seq: anySeq }),
  frameOf("ping", {}),
);

/** One complete frame of each type, with every field it may have. */
const room = "65a1b2c3d4e5f60718293a4b";
export const fullFrames: readonly Readonly<Record<string, unknown>>[] = [
  { type: "message", room_id: room, content: "hello", client_id: "c-1" },
  { type: "subscribe", room_id: room, since: 3, epoch: "e", presence: true },
  { type: "unsubscribe", room_id: room },
  { type: "typing", room_id: room, stop: true },
  { type: "read", room_id: room, seq: 3 },
  { type: "ping" },
];
