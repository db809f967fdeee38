import assert from "node:assert/strict";
import fc from "fast-check";
import { Journal } from "../../../clients/sdk/timeline/journal.ts";
import { type Span, TimelineWindow } from "../../../clients/sdk/timeline/timeline_window.ts";
import type { RoomEvent } from "../../../src/protocol/event.ts";
import { me, other, roomId } from "./fake_server.ts";
import { acts, logOf, plain, readAt, viewAt } from "./message_logs.ts";

function event(seq: number, changes: Partial<RoomEvent> = {}): RoomEvent {
  return {
    ...{ id: String(seq), room_id: roomId, user_id: other.id, username: "bob", content: `m${seq}`, type: "text" },
    ...{ timestamp: "2026-01-01T00:00:00.000Z", seq, ...changes },
  } as RoomEvent;
}

const shows = ({ type }: RoomEvent) => type === "text" || type === "system";

/** A window of a room, and how its events arrive. */
function begin(after: number): { window: TimelineWindow; journal: Journal; arrive: (event: RoomEvent) => void } {
  const journal = new Journal();
  journal.begin(after);
  const window = new TimelineWindow({ me: me.id, journal, shows, first: 1 }, after);
  const arrive = (event: RoomEvent) => {
    journal.add(event);
    window.take(event);
  };
  return { window, journal, arrive };
}

function windowOf(from: number, to: number) {
  const made = begin(from - 1);
  for (let seq = from; seq <= to; seq++) made.arrive(event(seq));
  return made;
}

/** A page with these messages. */
function span(after: number, upTo: number, asOf: number, seqs: readonly number[] = []): Span {
  return { after, upTo, asOf, states: seqs.map((seq) => ({ view: event(seq), asOf })) };
}

const seqs = (window: TimelineWindow) => window.items.map(({ seq }) => seq);

Deno.test("TimelineWindow takes the next event only, and catches up from what has arrived", () => {
  const { window, journal } = windowOf(5, 6);
  journal.add(event(7));
  journal.add(event(8));
  window.take(event(8));
  assert.deepEqual(seqs(window), [5, 6]);
  assert.equal(window.drain(), true);
  assert.deepEqual(seqs(window), [5, 6, 7, 8]);
  journal.begin(20);
  assert.equal(window.drain(), false, "what was between is not known");
});

Deno.test("TimelineWindow takes pages that end right before its first event, only", () => {
  const { window } = windowOf(5, 6);
  assert.equal(window.prepend(span(1, 3, 6, [2, 3])), false, "a gap before the window");
  assert.equal(window.prepend(span(2, 4, 6, [4])), true, "what is not shown leaves no gap");
  assert.deepEqual([seqs(window), window.from, window.hasOlder], [[4, 5, 6], 3, true]);
  assert.equal(window.prepend(span(0, 2, 6)), true, "a page may show nothing");
  assert.equal(window.hasOlder, false);
});

Deno.test("TimelineWindow refuses a page that is older than all it remembers", () => {
  const { window, arrive } = windowOf(5, 6);
  assert.equal(window.prepend(span(2, 4, 3, [4])), false, "what happened at 4 is not known");
  arrive(event(7, { type: "edited", of: 4, content: "new" }));
  assert.equal(window.prepend(span(2, 4, 4, [4])), true);
  assert.equal(window.at(4)?.view.content, "new");
});

Deno.test("TimelineWindow steps over kinds of events that it does not know", () => {
  const { window, arrive } = windowOf(1, 2);
  arrive(event(3, { type: "vote" as "text", of: 1 }));
  arrive(event(4));
  assert.deepEqual([seqs(window), window.to], [[1, 2, 4], 4]);
});

Deno.test("TimelineWindow trims either end, and items keep their identity", () => {
  const { window } = windowOf(1, 10);
  const fifth = window.items[4];
  window.trimOldest(8);
  assert.deepEqual([seqs(window), window.from], [[3, 4, 5, 6, 7, 8, 9, 10], 3]);
  window.trimNewest(4);
  assert.deepEqual([seqs(window), window.to], [[3, 4, 5, 6], 6]);
  assert.equal(window.items[2], fifth);
});

Deno.test("A window whose newest were forgotten still hears what happens to the others", () => {
  const { window, arrive } = windowOf(1, 10);
  window.trimNewest(4);
  arrive(event(11, { type: "deleted", of: 2, content: "" }));
  arrive(event(12, { type: "deleted", of: 9, content: "" }));
  assert.deepEqual([window.at(2)?.view.deleted?.seq, window.to], [11, 4]);
  assert.equal(window.append(span(4, 9, 10, [5, 6, 7, 8, 9])), true);
  assert.deepEqual(
    window.items.map(({ isDeleted }) => isDeleted === true),
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((seq) => seq === 2 || seq === 9),
  );
});

Deno.test("TimelineWindow counts messages of others, as far as it reaches, and none that were deleted", () => {
  const { window, arrive } = windowOf(5, 6);
  arrive(event(7, { user_id: me.id }));
  arrive(event(8, { type: "system", action: "join" }));
  arrive(event(9));
  assert.deepEqual([4, 5, 6, 8, 9].map((seq) => window.countAfter(seq)), [3, 2, 1, 1, 0]);
  assert.equal(window.countAfter(3), undefined, "what is before the window is not known");
  assert.deepEqual([window.firstAfter(5), window.firstAfter(6), window.firstAfter(9)], [6, 9, undefined]);
  arrive(event(10, { type: "deleted", of: 6, content: "" }));
  assert.deepEqual([window.countAfter(4), window.firstAfter(5)], [2, 9]);
});

Deno.test("An item is named by its client_id only when it is one's own: others choose theirs as they like", () => {
  const { window, arrive } = begin(0);
  arrive(event(1, { user_id: me.id, client_id: "c1" }));
  arrive(event(2, { client_id: "c1" }));
  assert.deepEqual(window.items.map(({ key, clientId }) => [key, clientId]), [["own:c1", "c1"], ["2", undefined]]);
});

/** One thing that can happen to a window next. */
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom("arrive", "arrive", "older", "newer", "miss", "forget oldest", "forget newest"),
    size: fc.integer({ min: 1, max: 12 }),
    ahead: fc.nat(8),
  }),
  { maxLength: 60 },
);

Deno.test("Whatever the order of pages, events and forgetting, a window shows what the whole log does", () => {
  fc.assert(fc.property(acts, steps, fc.nat(), (wanted, script, somewhere) => {
    const log = logOf(wanted);
    const start = log.length === 0 ? 0 : somewhere % log.length;
    const { window, journal } = begin(start);
    const pageOf = (after: number, upTo: number, asOf: number): Span => ({
      ...{ after, upTo, asOf },
      states: log.slice(after, upTo).filter(shows).map(({ seq }) => ({ view: viewAt(log, seq, asOf, me.id), asOf })),
    });
    const arrive = (isHeard: boolean) => {
      const next = log[journal.to!];
      if (next === undefined) return;
      const seen = readAt(log, next.seq, Math.min(log.length, next.seq + 3));
      journal.add(seen);
      if (isHeard) window.take(seen);
    };
    // The server is ahead of what has arrived, never behind where delivery began.
    const older = (size: number, ahead: number) => {
      const asOf = Math.min(log.length, Math.max(start, journal.to! - 4) + ahead);
      assert.equal(window.prepend(pageOf(Math.max(0, window.from - 1 - size), window.from - 1, asOf)), true);
    };
    for (const { kind, size, ahead } of script) {
      if (kind === "arrive") arrive(true);
      if (kind === "miss") arrive(false);
      if (kind === "older") older(size, ahead);
      if (kind === "newer") {
        const upTo = Math.min(journal.to!, window.to + size);
        const asOf = Math.min(log.length, Math.max(upTo, journal.to! - 4) + ahead);
        assert.equal(window.append(pageOf(window.to, upTo, asOf)), true);
      }
      if (kind === "forget oldest") window.trimOldest(size);
      if (kind === "forget newest") window.trimNewest(size);
    }
    while (journal.to! < log.length) arrive(true);
    assert.equal(window.drain(), true);
    if (window.to < log.length) assert.equal(window.append(pageOf(window.to, log.length, log.length)), true);
    older(log.length, 100);
    const shown = window.newest(1_000).map(({ view }) => plain(view));
    assert.deepEqual(shown, log.filter(shows).map(({ seq }) => viewAt(log, seq, log.length, me.id)));
    assert.deepEqual(seqs(window), shown.map(({ seq }) => seq));
  }));
});

Deno.test("TimelineWindow names nobody any more whose account was deleted, in pages of before, of after, and what arrives", () => {
  const { window, arrive } = windowOf(5, 6);
  arrive(event(7, { type: "system", action: "join", content: "bob joined" }));
  arrive(event(8, { user_id: me.id, username: "ada", type: "system", target: { id: other.id, username: "bob" } }));
  arrive(event(9, { user_id: me.id, username: "ada" }));
  const left = { type: "system", action: "leave", erased: true, username: "Deleted account" } as const;
  arrive(event(10, { ...left, content: "Deleted account left" }));
  assert.equal(window.prepend(span(2, 4, 6, [3, 4])), true);
  const shown = window.items.map(({ user, target, content }) => `${user.name} ${target?.name ?? content}`);
  assert.deepEqual(shown, [
    "Deleted account m3",
    "Deleted account m4",
    "Deleted account m5",
    "Deleted account m6",
    "Deleted account Deleted account joined",
    "ada Deleted account",
    "ada m9",
    "Deleted account Deleted account left",
  ]);
});
