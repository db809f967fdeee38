import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type StoreMessage, storeTap } from "./store_tap.ts";

/** A message as the driver would send it: the command's name and its collection come first. */
function question(id: number, name: string, collection: string): Buffer {
  const value = Buffer.from(`${collection}\0`);
  const length = Buffer.alloc(4);
  length.writeInt32LE(value.length);
  const element = Buffer.concat([Buffer.from([2]), Buffer.from(`${name}\0`), length, value]);
  return message(id, 0, element);
}

function message(id: number, responseTo: number, element: Buffer): Buffer {
  const document = Buffer.concat([Buffer.alloc(4), element, Buffer.from([0])]);
  document.writeInt32LE(document.length);
  const header = Buffer.alloc(21);
  header.writeInt32LE(header.length + document.length, 0);
  header.writeInt32LE(id, 4);
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(2013, 12);
  return Buffer.concat([header, document]);
}

const answer = (to: number): Buffer => message(1_000 + to, to, Buffer.from([0x10, 0x6f, 0x6b, 0, 1, 0, 0, 0]));

Deno.test("storeTap() names questions and their answers, however the bytes are cut up", () => {
  const seen: string[] = [];
  const tap = storeTap(({ way, command }) => {
    seen.push(`${way} ${command}`);
    return "pass";
  });
  const up = Buffer.concat([question(7, "insert", "log"), question(8, "find", "rooms")]);
  const passed: Uint8Array[] = [];
  for (let at = 0; at < up.length; at += 13) passed.push(tap("up", up.subarray(at, at + 13)).bytes);
  assert.deepEqual(Buffer.concat(passed), up);
  assert.deepEqual(tap("down", Buffer.concat([answer(8), answer(7)])).bytes, Buffer.concat([answer(8), answer(7)]));
  assert.deepEqual(seen, ["up insert log", "up find rooms", "down find rooms", "down insert log"]);
});

Deno.test("storeTap() swallows a message and passes the next, or cuts one in its middle", () => {
  const judge = ({ way, command }: StoreMessage) => {
    if (way === "up") return command === "insert log" ? "swallow" as const : "pass" as const;
    return "cut_halfway" as const;
  };
  const tap = storeTap(judge);
  const find = question(2, "find", "log");
  assert.deepEqual(tap("up", Buffer.concat([question(1, "insert", "log"), find])).bytes, find);
  const reply = answer(2);
  assert.deepEqual(tap("down", reply), { bytes: reply.subarray(0, reply.length >> 1), cut: true });
});
