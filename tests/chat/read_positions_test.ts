import assert from "node:assert/strict";
import { ReadPositions } from "../../src/chat/read_positions.ts";
import { readsBatchMax, readsGatherMs, readsWaitingMax } from "../../src/limits.ts";
import type { ReadMark, ReadPosition } from "../../src/ports/reads.ts";
import { idOf } from "../contract/store/store_cases.ts";
import { FalseClock } from "../support/false_clock.ts";
import { refused, unavailable } from "../support/live_bench.ts";

/** Positions over a store that answers with the highest it was told, or as `answer` says. */
function bench() {
  const clock = new FalseClock();
  const batches: (readonly ReadMark[])[] = [];
  const stored: ReadMark[] = [];
  const state = { answer: (marks: readonly ReadMark[]): Promise<(ReadPosition | undefined)[]> => highest(marks) };
  const positions = new ReadPositions({
    reads: {
      mark(marks) {
        batches.push(marks);
        return state.answer(marks);
      },
      rewind: (mark) => Promise.resolve({ seq: mark.seq, rewinds: 1 }),
    },
    clock,
    stored: (marks) => void stored.push(...marks),
  });
  return { clock, batches, stored, positions, state };
}

const at = (seq: number, rewinds = 0): ReadPosition => ({ seq, rewinds });
const highest = (marks: readonly ReadMark[]) => Promise.resolve(marks.map(({ seq }) => at(seq)));
const mark = (user: number, seq: number, room = 1): ReadMark => ({ room: idOf(room), user: idOf(user), seq });

Deno.test("ReadPositions writes the highest of what each user said of each room, and answers everybody", async () => {
  const { clock, batches, stored, positions } = bench();
  const answers = [mark(1, 5), mark(1, 3), mark(2, 1), mark(1, 7, 2), mark(1, 6)].map((one) => positions.mark(one));
  await clock.tick(readsGatherMs - 1);
  assert.deepEqual(batches, []);
  await clock.tick(1);
  assert.deepEqual(batches, [[mark(1, 6), mark(2, 1), mark(1, 7, 2)]]);
  assert.deepEqual(await Promise.all(answers), [6, 6, 1, 7, 6].map((seq) => at(seq)));
  assert.deepEqual(stored, batches[0]);
});

Deno.test("ReadPositions has one write under way, and what comes meanwhile goes with the next", async () => {
  const { clock, batches, positions, state } = bench();
  const held = Promise.withResolvers<void>();
  state.answer = async (marks) => (await held.promise, await highest(marks));
  const first = positions.mark(mark(1, 1));
  await clock.tick(readsGatherMs);
  const second = positions.mark(mark(1, 2));
  await clock.tick(10 * readsGatherMs);
  assert.equal(batches.length, 1);
  held.resolve();
  await first;
  await clock.tick(readsGatherMs);
  assert.deepEqual([await second, batches.length], [at(2), 2]);
});

Deno.test("ReadPositions tells of nothing that was not stored, and goes on after a failure", async () => {
  const { clock, stored, positions, state } = bench();
  state.answer = () => Promise.resolve().then(unavailable);
  const failed = refused(positions.mark(mark(1, 1)), "unavailable");
  await clock.tick(readsGatherMs);
  await failed;
  assert.deepEqual(stored, []);
  state.answer = (marks) => Promise.resolve(marks.map(({ user }) => user === idOf(1) ? undefined : at(9)));
  const answers = [positions.mark(mark(1, 1)), positions.mark(mark(2, 2))];
  await clock.tick(readsGatherMs);
  assert.deepEqual(await Promise.all(answers), [undefined, at(9)]);
  assert.deepEqual(stored, [mark(2, 9)]);
});

Deno.test("ReadPositions takes so many in a write and so many in all", async () => {
  const { clock, batches, positions } = bench();
  const answers = Array.from({ length: readsWaitingMax }, (_, user) => positions.mark(mark(user, 1)));
  await refused(positions.mark(mark(readsWaitingMax, 1)), "overloaded");
  answers.push(positions.mark(mark(0, 2)));
  await clock.tick(readsGatherMs);
  assert.deepEqual(batches.map(({ length }) => length), [readsBatchMax]);
  await positions.settle();
  assert.equal(batches.flat().length, readsWaitingMax);
  await Promise.all(answers);
});

Deno.test("ReadPositions.rewind() answers who waits to go forward, and leaves those alone who knew of it", async () => {
  const { clock, batches, stored, positions } = bench();
  const [blind, knowing, other] = [mark(1, 6), { ...mark(1, 7), rewinds: 1 }, mark(2, 5)].map((one) =>
    positions.mark(one)
  );
  assert.deepEqual(await positions.rewind(mark(1, 3)), at(3, 1));
  assert.deepEqual(await blind, at(3, 1));
  assert.deepEqual(stored, [{ ...mark(1, 3), rewinds: 1 }]);
  await clock.tick(readsGatherMs);
  assert.deepEqual(batches, [[{ ...mark(1, 7), rewinds: 1 }, mark(2, 5)]]);
  assert.deepEqual([await knowing, await other], [at(7), at(5)]);
});
