import assert from "node:assert/strict";
import { MarkScanner } from "../../../bench/peers/mark_scanner.ts";

const encoder = new TextEncoder();

function scanner() {
  const times: number[] = [];
  const scanner = new MarkScanner((sentUs) => void times.push(sentUs));
  return { one: scanner.one.bind(scanner), many: scanner.many.bind(scanner), times };
}

/** A content of the load, as every server passes it on. */
function content(time: number): string {
  return `T:${String(time).padStart(16, "0")} lorem ipsum`;
}

/** Reads the frame out of the middle of other bytes, where a mark stands before and behind it that is not its own. */
function read(scan: (bytes: Uint8Array, start: number, end: number) => void, frame: string): void {
  const [before, behind] = [content(1), content(2)];
  scan(encoder.encode(before + frame + behind), before.length, before.length + frame.length);
}

Deno.test("MarkScanner.one() reads the time wherever the mark stands", () => {
  const { one, times } = scanner();
  for (const frame of [content(11), `42["message","${content(12)}"]`, `42["message","${content(13)}"]`, content(14)]) {
    read(one, frame);
  }
  assert.deepEqual(times, [11, 12, 13, 14]);
});

Deno.test("MarkScanner.one() counts nothing in a frame without a mark, or with half of one", () => {
  const { one, times } = scanner();
  for (const frame of ["", "T", "T:", "joined", '{"text":"Title: T: none"}', content(15).slice(0, 17)]) {
    read(one, frame);
  }
  assert.deepEqual(times, []);
});

Deno.test("MarkScanner.many() reads every message, though their distances differ", () => {
  const { many, times } = scanner();
  const lines = (...numbers: number[]) => numbers.map((n) => `{"offset":${n},"data":"${content(n)}"}`).join("\n");
  read(many, lines(8, 9, 10, 11));
  read(many, lines(99, 100, 101));
  read(many, lines(102));
  read(many, `{"join":{"user":"somebody with a long name"}}\n${lines(103, 104)}\n{"leave":{}}\n${lines(1005, 6)}`);
  assert.deepEqual(times, [8, 9, 10, 11, 99, 100, 101, 102, 103, 104, 1005, 6]);
});

Deno.test("MarkScanner.many() never reads past the end of a frame", () => {
  const { many, times } = scanner();
  read(many, `${content(20)}${content(21)}`);
  read(many, content(22));
  read(many, content(23) + content(24).slice(0, 10));
  assert.deepEqual(times, [20, 21, 22, 23]);
});
