import { bytes, closeFrame, frame, opcode } from "../support/raw_socket.ts";
import { SeededRandom } from "../support/seeded_random.ts";

/** What one connection sends after its upgrade, and of how many frames it was made. */
export interface FuzzStream {
  readonly bytes: Uint8Array;
  readonly frames: number;
}

const opcodes = [0, 1, 1, 1, 1, 2, 8, 9, 9, 10, 3, 7, 11, 15];
const codes = [1000, 1001, 1005, 1006, 1015, 3000, 4999, 999, 0, 65_535];

/** The stream of a seed: random bytes, frames put together at random, or good frames with bits flipped or pieces lost. */
export function fuzzStream(seed: number, room: string): FuzzStream {
  const random = new SeededRandom(seed);
  const frames = 1 + random.int(12);
  const way = random.int(4);
  if (way === 0) return { bytes: random.bytes(frames * (1 + random.int(40))), frames };
  const parts = Array.from({ length: frames }, () => way === 1 ? wild(random) : good(random, room));
  const whole = bytes(...parts);
  if (way === 2) flip(whole, random);
  return { bytes: way === 3 ? torn(whole, random) : whole, frames };
}

/** A frame of any opcode, length and flags, of random bytes. */
function wild(random: SeededRandom): Uint8Array {
  const payload = random.bytes(random.pick([0, 1, 2, 10, 125, 126, 127, 300]));
  return frame(random.pick(opcodes), payload, {
    fin: random.chance(0.8),
    rsv: random.chance(0.1) ? random.int(8) : 0,
    mask: random.chance(0.95),
  });
}

/** A frame as clients send it, of each kind there is. */
function good(random: SeededRandom, room: string): Uint8Array {
  const seq = random.int(1_000);
  const json = random.pick([
    { type: "ping" },
    { type: "message", room_id: room, content: "fuzz 😀 é", client_id: `f${random.int(1_000_000)}` },
    { type: "subscribe", room_id: room, since: seq },
    { type: "unsubscribe", room_id: room },
    { type: "typing", room_id: room },
    { type: "read", room_id: room, seq },
  ]);
  const text = JSON.stringify(json);
  switch (random.int(5)) {
    case 0:
      return frame(random.pick([opcode.ping, opcode.pong]), random.bytes(random.int(126)));
    case 1: {
      const whole = new TextEncoder().encode(text);
      const at = random.int(whole.length);
      const ping = random.chance(0.5) ? frame(opcode.ping) : new Uint8Array();
      const first = frame(opcode.text, whole.subarray(0, at), { fin: false });
      return bytes(first, ping, frame(opcode.continuation, whole.subarray(at)));
    }
    case 2:
      return random.chance(0.1)
        ? closeFrame(random.pick(codes), random.bytes(random.int(124)))
        : frame(opcode.text, text);
    default:
      return frame(opcode.text, text);
  }
}

function flip(whole: Uint8Array, random: SeededRandom): void {
  for (let flips = 1 + random.int(8); flips > 0; flips--) {
    const at = random.int(whole.length);
    whole[at] = whole[at]! ^ (1 << random.int(8));
  }
}

/** Some of it lost, or twice there. */
function torn(whole: Uint8Array, random: SeededRandom): Uint8Array {
  const from = random.int(whole.length);
  const to = from + random.int(Math.min(200, whole.length - from) + 1);
  return random.chance(0.5)
    ? bytes(whole.subarray(0, from), whole.subarray(to))
    : bytes(whole.subarray(0, to), whole.subarray(from));
}
