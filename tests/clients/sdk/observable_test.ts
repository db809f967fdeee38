import assert from "node:assert/strict";
import { Cell, View } from "../../../clients/sdk/observable.ts";
import { FalseClock } from "../../support/false_clock.ts";

function counted() {
  const clock = new FalseClock();
  const behind = { value: 0, builds: 0, looks: [] as string[] };
  const view = new View({
    build: () => {
      behind.builds++;
      return { value: behind.value };
    },
    frame: (task) => clock.after(16, task),
    watched: () => behind.looks.push("watched"),
    unwatched: () => behind.looks.push("unwatched"),
  });
  return { clock, behind, view };
}

Deno.test("View tells who looks once a frame, however much has changed, and builds once", async () => {
  const { clock, behind, view } = counted();
  let told = 0;
  const stop = view.subscribe(() => told++);
  const first = view.get();
  for (behind.value = 1; behind.value < 1_000; behind.value++) view.touch();
  assert.equal(view.get(), first, "a watched value stands still between two frames");
  await clock.tick(16);
  assert.equal(told, 1);
  assert.deepEqual(view.get(), { value: 1_000 });
  assert.equal(behind.builds, 2);
  stop();
});

Deno.test("View.get() answers the same object until something changes, watched or not", async () => {
  const { clock, behind, view } = counted();
  assert.equal(view.get(), view.get());
  behind.value = 5;
  view.touch();
  assert.deepEqual(view.get(), { value: 5 }, "where nobody looks, the newest is answered at once");
  await clock.tick(100);
  assert.equal(behind.builds, 2);
  assert.equal(clock.pending, 0);
});

Deno.test("View.flush() tells at once, and not again with the frame that was to come", async () => {
  const { clock, view } = counted();
  let told = 0;
  view.subscribe(() => told++);
  view.touch();
  view.flush();
  await clock.tick(16);
  assert.equal(told, 1);
});

Deno.test("View says when somebody begins to look and when nobody does any more", () => {
  const { behind, view } = counted();
  const stops = [view.subscribe(() => {}), view.subscribe(() => {})];
  stops.forEach((stop) => stop());
  stops[0]!();
  assert.deepEqual(behind.looks, ["watched", "unwatched"]);
});

Deno.test("Cell tells of a change at once, and of none when the value is the same", () => {
  const cell = new Cell(1);
  const told: number[] = [];
  const stop = cell.subscribe(() => told.push(cell.get()));
  cell.set(2);
  cell.set(2);
  stop();
  cell.set(3);
  assert.deepEqual(told, [2]);
});
