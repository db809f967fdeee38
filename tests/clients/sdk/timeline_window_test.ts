import assert from "node:assert/strict";
import { TimelineWindow } from "../../../clients/sdk/timeline/timeline_window.ts";
import type { RoomEvent } from "../../../src/protocol/event.ts";
import { me, other, roomId } from "./fake_server.ts";

function event(seq: number, changes: Partial<RoomEvent> = {}): RoomEvent {
  return {
    ...{ id: String(seq), room_id: roomId, user_id: other.id, username: "bob", content: `m${seq}`, type: "text" },
    ...{ timestamp: "2026-01-01T00:00:00.000Z", seq, ...changes },
  } as RoomEvent;
}

function windowOf(from: number, to: number): TimelineWindow {
  const window = new TimelineWindow(me.id, from - 1);
  for (let seq = from; seq <= to; seq++) window.append(event(seq));
  return window;
}

const seqs = (window: TimelineWindow) => window.items.map(({ seq }) => seq);

Deno.test("TimelineWindow takes the next event only", () => {
  const window = windowOf(5, 6);
  assert.equal(window.append(event(8)), false);
  assert.equal(window.append(event(6)), false);
  assert.equal(window.append(event(7)), true);
  assert.deepEqual(seqs(window), [5, 6, 7]);
});

Deno.test("TimelineWindow takes pages right before its first event, without a gap, only", () => {
  const window = windowOf(5, 6);
  assert.equal(window.prepend([event(2), event(3)]), false, "a gap before the window");
  assert.equal(window.prepend([event(2), event(4)]), false, "a gap inside");
  assert.equal(window.prepend([event(3), event(4)]), true);
  assert.equal(window.prepend([]), true);
  assert.deepEqual([seqs(window), window.from, window.hasOlder], [[3, 4, 5, 6], 3, true]);
});

Deno.test("TimelineWindow steps over kinds of events that it does not know", () => {
  const window = windowOf(1, 2);
  assert.equal(window.append(event(3, { type: "reaction" as "text" })), true);
  assert.equal(window.append(event(4)), true);
  assert.deepEqual([seqs(window), window.to], [[1, 2, 4], 4]);
});

Deno.test("TimelineWindow trims either end, and items keep their identity", () => {
  const window = windowOf(1, 10);
  const fifth = window.items[4];
  window.trimOldest(8);
  assert.deepEqual([seqs(window), window.from], [[3, 4, 5, 6, 7, 8, 9, 10], 3]);
  window.trimNewest(4);
  assert.deepEqual([seqs(window), window.to], [[3, 4, 5, 6], 6]);
  assert.equal(window.items[2], fifth);
});

Deno.test("TimelineWindow counts messages of others, as far as it reaches", () => {
  const window = windowOf(5, 6);
  window.append(event(7, { user_id: me.id }));
  window.append(event(8, { type: "system", action: "join" }));
  window.append(event(9));
  assert.deepEqual([4, 5, 6, 8, 9].map((seq) => window.countAfter(seq)), [3, 2, 1, 1, 0]);
  assert.equal(window.countAfter(3), undefined, "what is before the window is not known");
  assert.deepEqual([window.firstAfter(5), window.firstAfter(6), window.firstAfter(9)], [6, 9, undefined]);
});

Deno.test("An item is named by its client_id only when it is one's own: others choose theirs as they like", () => {
  const window = new TimelineWindow(me.id, 0);
  window.append(event(1, { user_id: me.id, client_id: "c1" }));
  window.append(event(2, { client_id: "c1" }));
  assert.deepEqual(window.items.map(({ key, clientId }) => [key, clientId]), [["own:c1", "c1"], ["2", undefined]]);
});
