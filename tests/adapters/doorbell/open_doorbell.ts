import { Doorbell, type DoorbellOptions } from "../../../src/adapters/doorbell/doorbell.ts";
import { brokerKey, createSeal } from "../../../src/adapters/doorbell/seal.ts";
import { createSystemClock } from "../../../src/adapters/system/clock.ts";
import { createSystemRandom } from "../../../src/adapters/system/random.ts";
import { brokerEchoMs, brokerSilenceMs, carriedCharsMax } from "../../../src/limits.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { silentMeter } from "../../../src/ports/meter.ts";
import type { Wire } from "../../../src/ports/wire.ts";

const testKey = brokerKey(new TextEncoder().encode("the secret of all nodes of a test"));

/** What the nodes of a test sign with. */
export const testSeal = createSeal(testKey);

/** A broker over a wire, in real time. */
export function openDoorbell(wire: Wire, options: Partial<DoorbellOptions> = {}): Doorbell {
  return new Doorbell({
    wire,
    name: "Test",
    secrets: [],
    echoMs: brokerEchoMs,
    silenceMs: brokerSilenceMs,
    gatherMs: 0,
    carriedCharsMax,
    key: testKey,
    clock: createSystemClock(),
    random: createSystemRandom(),
    log: silentLog,
    meter: silentMeter,
    ...options,
  });
}

/** What is no signal, though some of it looks like one. */
export const nonsense: readonly string[] = [
  "",
  "x",
  "{",
  "[]",
  "{}",
  "null",
  "\u0000\ufffd",
  '{"node":"0123456789abcdef","kind":"head","room":"x","head":1}',
  '{"node":"0123456789abcdef","kind":"head","room":"aaaaaaaaaaaaaaaaaaaaaaaa","head":-1}',
  '{"node":"0123456789abcdef","kind":"elected","room":"aaaaaaaaaaaaaaaaaaaaaaaa"}',
  '{"node":"me","kind":"revoked"}',
  JSON.stringify({ node: "0123456789abcdef", kind: "head", room: "a".repeat(24), head: 9, more: "x".repeat(200_000) }),
];
