import assert from "node:assert/strict";
import { LiveRooms } from "../../src/chat/live_rooms.ts";
import type { LiveRoom } from "../../src/chat/live_room.ts";
import { watermarkBytes } from "../../src/limits.ts";
import type { LogEntry } from "../../src/ports/event_log.ts";
import { silentLog } from "../../src/ports/log.ts";
import { silentMeter } from "../../src/ports/meter.ts";
import { Hub } from "../../src/realtime/hub.ts";
import type { Outgoing } from "../../src/realtime/outgoing.ts";
import { type Reader, Subscriber } from "../../src/realtime/subscriber.ts";
import { ann, bob, entry, idOf, joined, left } from "../contract/store/store_cases.ts";
import { FalseClock } from "../support/false_clock.ts";
import { SeededRandom } from "../support/seeded_random.ts";

class RecordingReader implements Reader {
  bufferedBytes = 0;
  readonly got: Outgoing[] = [];
  readonly over: Subscriber[] = [];

  constructor(readonly userId: string) {}

  enqueue(outgoing: Outgoing): void {
    this.got.push(outgoing);
  }

  flush(): void {}

  dismissed(subscriber: Subscriber): void {
    this.over.push(subscriber);
  }

  broken(error: unknown): void {
    throw error;
  }

  failed(error: unknown): void {
    throw error;
  }

  get frames(): Record<string, unknown>[] {
    return this.got.flatMap(({ texts }) => texts.map((text) => JSON.parse(text) as Record<string, unknown>));
  }

  get seqs(): unknown[] {
    return this.frames.map(({ seq }) => seq);
  }
}

interface Bench {
  readonly hub: Hub;
  readonly requests: () => number;
  readonly room: (number: number) => LiveRoom;
  /** A subscriber of a room, with its cursor at 0. */
  readonly read: (user: string, number?: number) => { reader: RecordingReader; subscriber: Subscriber };
}

function bench(): Bench {
  const clock = new FalseClock();
  let requests = 0;
  const hub = new Hub({ request: () => void requests++ }, clock, silentMeter, silentLog);
  const never = (): never => {
    throw new Error("A hub asks no store");
  };
  const ports = {
    log: { append: never, heads: never, read: never, find: never, trim: never, forgetName: never, count: never },
    rooms: { byId: never },
    members: { lookup: never, guests: never },
    messages: { facts: never },
    accounts: { byUsername: never },
    broker: { node: "0000000000000001", publish: never, healthy: () => true },
    clock,
    random: new SeededRandom(1),
    meter: silentMeter,
    trace: silentLog,
    nextId: () => idOf(0),
  };
  const live = new LiveRooms(ports, hub, () => true);
  const room = (number: number): LiveRoom => live.room(idOf(number));
  return {
    hub,
    requests: () => requests,
    room,
    read(user, number = 1) {
      const reader = new RecordingReader(user);
      const subscriber = new Subscriber(reader, room(number), 0, silentLog);
      hub.add(subscriber);
      return { reader, subscriber };
    },
  };
}

const room1 = idOf(1);
const say = (...seqs: readonly number[]): LogEntry[] => seqs.map((seq) => entry(seq));

Deno.test("Hub.flush() hands one encoding of what is pending to every reader of the room", () => {
  const { hub, read, requests } = bench();
  const readers = [ann, bob, ann].map((user) => read(user).reader);
  hub.delivered(room1, say(1));
  hub.delivered(room1, say(2, 3));
  assert.equal(readers[0]!.got.length, 0);
  assert.ok(requests() > 0);
  hub.flush();
  for (const { got, seqs } of readers) {
    assert.deepEqual(seqs, [1, 2, 3]);
    assert.equal(got.length, 1);
    assert.equal(got[0], readers[0]!.got[0]);
  }
  hub.flush();
  assert.equal(readers[0]!.got.length, 1);
});

Deno.test("Hub.flush() answers how many events each reader got at once, on the average over all readers", () => {
  const { hub, read } = bench();
  assert.equal(hub.flush(), 0);
  read(ann, 1);
  for (const user of [ann, bob, ann]) read(user, 2);
  hub.delivered(idOf(1), say(1, 2, 3, 4, 5));
  hub.delivered(idOf(2), say(1));
  assert.equal(hub.flush(), (5 + 3) / 4);
  hub.delivered(idOf(2), say(2, 3));
  assert.equal(hub.flush(), 2);
});

Deno.test("Hub.delivered() keeps rooms apart, and asks for no flush where nobody reads", () => {
  const { hub, read, requests } = bench();
  const [one, two] = [read(ann, 1).reader, read(ann, 2).reader];
  hub.delivered(idOf(3), say(1));
  assert.equal(requests(), 0);
  hub.delivered(idOf(2), say(1, 2));
  hub.flush();
  assert.deepEqual([one.seqs, two.seqs], [[], [1, 2]]);
});

Deno.test("Hub.delivered() of a departure at k lets its user read k and nothing after it", () => {
  const { hub, read } = bench();
  const [staying, leaving, elsewhere] = [read(ann).reader, read(bob), read(bob).reader];
  hub.delivered(room1, [...say(1), entry(2, { ...left(bob), sender: bob, text: '{"seq":2}' }), ...say(3)]);
  hub.flush();
  assert.deepEqual(staying.seqs, [1, 2, 3]);
  for (const reader of [leaving.reader, elsewhere]) {
    const end = { type: "unsubscribed", room_id: room1, reason: "left", seq: 2 };
    assert.deepEqual(reader.frames, [{ seq: 1 }, { seq: 2 }, end]);
  }
  assert.deepEqual(leaving.reader.over, [leaving.subscriber]);
  hub.delivered(room1, say(4));
  hub.flush();
  assert.equal(leaving.reader.frames.length, 3);
  assert.equal(hub.readersOf(room1), 1);
});

Deno.test("Hub.delivered() tells who was removed that it was not their own doing", () => {
  const { hub, read } = bench();
  const { reader } = read(bob);
  hub.delivered(room1, [entry(1, { ...left(bob), sender: ann, text: '{"seq":1}' })]);
  assert.deepEqual(reader.frames.at(-1), { type: "unsubscribed", room_id: room1, reason: "removed", seq: 1 });
  assert.ok(!hub.hasReaders(room1));
});

Deno.test("Hub.delivered() of leaving and coming back in one go ends the old subscription all the same", () => {
  const { hub, read } = bench();
  const { reader } = read(bob);
  read(ann);
  const back = { ...joined(bob, "Bob"), text: '{"seq":2}' };
  hub.delivered(room1, [entry(1, { ...left(bob), text: '{"seq":1}' }), entry(2, back), ...say(3)]);
  hub.flush();
  assert.deepEqual(reader.frames.map(({ type, seq }) => type ?? seq), [1, "unsubscribed"]);
});

Deno.test("Hub.gone() hands over what is pending, then tells every reader that the room was deleted", () => {
  const { hub, read } = bench();
  const readers = [read(ann).reader, read(bob).reader];
  hub.delivered(room1, say(1));
  hub.gone(room1);
  for (const { frames, over } of readers) {
    assert.deepEqual(frames, [{ seq: 1 }, { type: "unsubscribed", room_id: room1, reason: "deleted" }]);
    assert.equal(over.length, 1);
  }
  assert.ok(!hub.hasReaders(room1));
  hub.gone(room1);
  hub.flush();
  assert.equal(readers[0]!.frames.length, 2);
});

Deno.test("Hub.reset() drops what is pending of the old log and moves every cursor to the head of the new one", () => {
  const { hub, read } = bench();
  const { reader, subscriber } = read(ann);
  hub.delivered(room1, say(1, 2, 3));
  // The new log is shorter: what is pending would pass for its next events.
  hub.reset(room1, { epoch: "new", seq: 1 }, () => true);
  hub.flush();
  assert.deepEqual(reader.frames, [{ type: "reset", room_id: room1, epoch: "new", head: 1 }]);
  assert.equal(subscriber.cursor, 1);
  hub.delivered(room1, say(2));
  hub.flush();
  assert.deepEqual(reader.seqs, [undefined, 2]);
});

Deno.test("Hub.ephemeral() reaches everybody in the room but the sessions of whom it is about", () => {
  const { hub, read } = bench();
  const [one, own, other] = [read(ann).reader, read(bob).reader, read(ann, 2).reader];
  hub.ephemeral(room1, bob, '{"type":"typing"}');
  assert.deepEqual([one, own, other].map(({ frames }) => frames.length), [1, 0, 0]);
  hub.ephemeral(idOf(99), bob, '{"type":"typing"}');
});

Deno.test("Hub.ephemeral() is not kept for a reader who does not read", () => {
  const { hub, read } = bench();
  const { reader } = read(ann);
  reader.bufferedBytes = watermarkBytes + 1;
  hub.ephemeral(room1, bob, '{"type":"typing"}');
  assert.equal(reader.frames.length, 0);
});

Deno.test("Hub.remove() ends a subscription, and forgets a room that nobody reads", () => {
  const { hub, read } = bench();
  const [first, second] = [read(ann), read(bob)];
  assert.equal(hub.subscriberCount, 2);
  hub.remove(first.subscriber);
  hub.remove(first.subscriber);
  assert.equal(hub.subscriberCount, 1);
  hub.delivered(room1, say(1));
  hub.flush();
  assert.deepEqual([first.reader.seqs, second.reader.seqs], [[], [1]]);
  hub.remove(second.subscriber);
  assert.ok(!hub.hasReaders(room1) && hub.subscriberCount === 0);
});

Deno.test("Hub.readersOf() counts sessions, several of one user too", () => {
  const { hub, read } = bench();
  for (const user of [ann, ann, bob]) read(user);
  assert.deepEqual([hub.readersOf(room1), hub.readersOf(idOf(99))], [3, 0]);
});
