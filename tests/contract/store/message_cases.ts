import assert from "node:assert/strict";
import type { LogEntry } from "../../../src/ports/event_log.ts";
import type { Store } from "../../../src/ports/store.ts";
import { eventTypes } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import {
  type Deed,
  deedEntry,
  edited,
  people,
  pinned,
  randomDeed,
  reacted,
  removed,
  replied,
  said,
} from "./message_entries.ts";
import { factOf, pinsOf, reactionsOf, redactedLog, stateOf } from "./message_model.ts";
import { ann, bob, deleted, eve, everything, idOf, makeRoom, type StoreCases } from "./store_cases.ts";

/** A room and what was written to it, as it was written. */
export class Chat {
  readonly store: Store;
  readonly room: Id;
  readonly log: LogEntry[] = [];

  private constructor(store: Store, room: Id) {
    this.store = store;
    this.room = room;
  }

  /** With its owner's join at seq 1. */
  static async open(store: Store, number: number): Promise<Chat> {
    const chat = new Chat(store, await makeRoom(store, number));
    chat.log.push(...await store.log.read(chat.room, everything, 1));
    return chat;
  }

  get head(): number {
    return this.log.length;
  }

  /** Appends all in one batch; answers the seq of the last. */
  async write(...deeds: readonly Deed[]): Promise<number> {
    const entries = deeds.map((deed, i) => deedEntry(this.room, this.head + 1 + i, deed));
    assert.deepEqual(await this.store.log.append(this.room, this.head, entries), { kind: "ok" });
    this.log.push(...entries);
    return this.head;
  }

  /** Everything that the store says of messages, against what the log says. */
  async check(random: SeededRandom): Promise<void> {
    const { store: { messages, log }, room, head } = this;
    const seqs = this.log.map(({ seq }) => seq);
    const viewer = random.pick(people);
    const asked = seqs.flatMap((seq) => [{ seq, user: random.pick(people) }, { seq }, { seq, user: viewer }]);
    const facts = await messages.facts(room, [...asked, { seq: head + 1 }, { seq: head + 9, user: viewer }]);
    assert.equal(facts.seq, head);
    assert.deepEqual([...facts.facts.keys()].sort((a, b) => a - b), seqs);
    for (const seq of seqs) {
      const users = asked.flatMap((one) => one.seq === seq && one.user !== undefined ? [one.user] : []);
      assert.deepEqual(facts.facts.get(seq), factOf(this.log, seq, users), `facts of ${seq} at ${head}`);
    }
    const states = await messages.states(room, [...seqs, head + 1], viewer);
    assert.equal(states.seq, head);
    for (const seq of seqs) {
      assert.deepEqual(
        plainState(states.states.get(seq)),
        stateOf(this.log, seq, viewer),
        `state of ${seq} at ${head}`,
      );
    }
    const redacted = redactedLog(this.log);
    assert.deepEqual(await log.read(room, everything, 1_000), redacted);
    const of = random.pick(seqs);
    const edits = redacted.filter(({ effect }) => effect?.kind === "message_edited" && effect.of === of);
    assert.deepEqual(await messages.edits(room, of), edits);
    await this.#checkLists(of, random);
    await this.#checkTypes(redacted, random);
  }

  async #checkLists(of: number, random: SeededRandom): Promise<void> {
    const { store: { messages }, room } = this;
    const emoji = random.chance(0.5) ? "heart" : undefined;
    const all = reactionsOf(this.log, of).filter((one) => emoji === undefined || one.emoji === emoji);
    const offset = random.int(3);
    const page = { reactions: all.slice(offset, offset + 4), total: all.length };
    assert.deepEqual(await messages.reactions(room, of, emoji, 4, offset), page);
    const pins = pinsOf(this.log);
    assert.deepEqual(await messages.pins(room, 3, offset), {
      seqs: pins.slice(offset, offset + 3),
      total: pins.length,
    });
  }

  async #checkTypes(redacted: readonly LogEntry[], random: SeededRandom): Promise<void> {
    const types = eventTypes.filter(() => random.chance(0.5));
    const sender = random.chance(0.3) ? random.pick(people) : undefined;
    const after = random.int(this.head);
    const range = { after, upTo: after + random.int(this.head + 3) };
    const found = redacted.filter((entry) =>
      entry.seq > range.after && entry.seq <= range.upTo && types.includes(entry.type) &&
      (sender === undefined || entry.sender === sender)
    );
    const filter = { types, ...(sender === undefined ? {} : { sender }) };
    assert.equal(await this.store.log.count(this.room, range, filter), found.length);
    const offset = random.int(3);
    const newest = found.slice(0, found.length - offset).slice(-5);
    assert.deepEqual(await this.store.log.find(this.room, range, filter, 5, offset), newest);
  }
}

/** Of a state whose reactions are all gone nothing may be left, or an empty list. */
function plainState<S extends { readonly reactions: readonly unknown[] }>(state: S | undefined): S | undefined {
  return state !== undefined && Object.keys(state).length === 1 && state.reactions.length === 0 ? undefined : state;
}

/** Some steps of what people do to messages, a few at a time; after each, everything must be what the log says. */
export async function messageHistory(store: Store, number: number, random: SeededRandom, steps: number): Promise<void> {
  const chat = await Chat.open(store, number);
  for (let step = 0; step < steps; step++) {
    const deeds: Deed[] = [];
    const log = [...chat.log];
    for (let i = 1 + random.int(8); i > 0; i--) {
      const deed = randomDeed(log, random);
      deeds.push(deed);
      log.push(deedEntry(chat.room, log.length + 1, deed));
    }
    await chat.write(...deeds);
    await chat.check(random);
  }
}

export const messageCases: StoreCases = {
  "a plain message has a fact and no state": async (store) => {
    const chat = await Chat.open(store, 1);
    await chat.write(said(bob));
    const { seq, facts } = await store.messages.facts(chat.room, [{ seq: 2, user: eve }, { seq: 3 }]);
    const fact = { type: "text" as const, sender: bob, deleted: false, pinned: false, edits: 0, emojis: new Map() };
    assert.deepEqual([seq, facts], [2, new Map([[2, { seq: 2, ...fact, own: new Map([[eve, new Set()]]) }]])]);
    assert.deepEqual(await store.messages.states(chat.room, [1, 2, 3], ann), { seq: 2, states: new Map() });
  },
  "what was done to messages is what the log says, in random histories": async (store) => {
    for (let seed = 1; seed <= 2; seed++) await messageHistory(store, seed, new SeededRandom(seed), 12);
  },
  "a deletion takes the content of a message and of its edits out of the log": async (store) => {
    const chat = await Chat.open(store, 1);
    await chat.write({ ...said(bob, "secret one"), clientId: "c1" }, said(eve, "kept"));
    await chat.write(edited(bob, 2, "secret two"));
    await chat.write(edited(bob, 2, "secret three"), removed(ann, 2), said(eve, "after"));
    await chat.check(new SeededRandom(1));
    const texts = (await store.log.read(chat.room, everything, 100)).map(({ text }) => text).join();
    assert.ok(!texts.includes("secret") && texts.includes("kept") && texts.includes("after"));
    // Nor does who sends it again get it back.
    const again = deedEntry(chat.room, chat.head + 1, { ...said(bob, "secret one"), clientId: "c1" });
    const result = await store.log.append(chat.room, chat.head, [again]);
    assert.ok(result.kind === "duplicate" && !result.duplicates[0]!.existing.text.includes("secret"));
  },
  "of many reactions the first users are shown, and who comes after them moves up": async (store) => {
    const chat = await Chat.open(store, 1);
    await chat.write(said(bob));
    await chat.write(...people.map((user) => reacted(user, 2, "heart")));
    await chat.check(new SeededRandom(1));
    await chat.write(reacted(people[3]!, 2, "heart", false));
    await chat.check(new SeededRandom(2));
    const some = people.slice(0, 12).filter((_, i) => i !== 3);
    await chat.write(...some.map((user) => reacted(user, 2, "heart", false)), reacted(people[3]!, 2, "heart"));
    await chat.check(new SeededRandom(3));
    await chat.write(...people.slice(12).map((user) => reacted(user, 2, "heart", false)));
    await chat.check(new SeededRandom(4));
    await chat.write(reacted(people[3]!, 2, "heart", false));
    await chat.check(new SeededRandom(5));
  },
  "a fact and a state are exact as of the seq they name, while people react and edit": async (store) => {
    const chat = await Chat.open(store, 1);
    await chat.write(said(bob));
    for (let i = 0; i < 12; i++) {
      const before = chat.head;
      const deeds = people.slice(0, 3).map((user) => reacted(user, 2, "eyes", i % 2 === 0));
      const writing = chat.write(...deeds, edited(bob, 2, `${i}`));
      const looks = await Promise.all([0, 1].map(async () => ({
        facts: await store.messages.facts(chat.room, [{ seq: 2, user: eve }]),
        states: await store.messages.states(chat.room, [2], eve),
      })));
      await writing;
      for (const { facts, states } of looks) {
        assert.ok(facts.seq >= before && states.seq >= before);
        assert.deepEqual(facts.facts.get(2), factOf(chat.log.slice(0, facts.seq), 2, [eve]), `at ${facts.seq}`);
        assert.deepEqual(
          plainState(states.states.get(2)),
          stateOf(chat.log.slice(0, states.seq), 2, eve),
          `at ${states.seq}`,
        );
      }
    }
  },
  "of racing appends about one message the one that is in the log has its effect, once": async (store) => {
    const chat = await Chat.open(store, 1);
    await chat.write(said(bob));
    for (let round = 0; round < 5; round++) {
      const racers = people.slice(0, 8).map((user, i) => {
        const deed = round === 4 ? removed(user, 2) : reacted(user, 2, `e${round}`);
        return deedEntry(chat.room, chat.head + 1, { ...deed, clientId: `${round}.${i}` });
      });
      const results = await Promise.all(racers.map((entry) => store.log.append(chat.room, chat.head, [entry])));
      assert.deepEqual(results.filter(({ kind }) => kind === "ok").length, 1);
      chat.log.push(racers[results.findIndex(({ kind }) => kind === "ok")]!);
      await chat.check(new SeededRandom(round));
    }
  },
  "a room that is not there, or no more, has no facts, states, edits, reactions or pins": async (store) => {
    const chat = await Chat.open(store, 1);
    await chat.write(said(bob), edited(bob, 2, "x"), reacted(eve, 2, "eyes"), pinned(ann, 2), replied(eve, 2));
    await chat.write({ ...deleted, type: "system", sender: ann, content: "" });
    for (const room of [chat.room, idOf(99)]) {
      assert.deepEqual(await store.messages.facts(room, [{ seq: 2, user: eve }]), { seq: 0, facts: new Map() });
      assert.deepEqual(await store.messages.states(room, [2], eve), { seq: 0, states: new Map() });
      assert.deepEqual(await store.messages.edits(room, 2), []);
      assert.deepEqual(await store.messages.reactions(room, 2, undefined, 9, 0), { reactions: [], total: 0 });
      assert.deepEqual(await store.messages.pins(room, 9, 0), { seqs: [], total: 0 });
    }
  },
  "purge() removes what was done to the messages of a room, in slices": async (store) => {
    const chat = await Chat.open(store, 1);
    await chat.write(said(bob), said(eve), edited(bob, 2, "x"), pinned(ann, 2), replied(eve, 2), replied(bob, 2));
    await chat.write(...people.map((user) => reacted(user, 2, "eyes")), removed(ann, 3));
    await chat.write({ ...deleted, type: "system", sender: ann, content: "" });
    let rounds = 0;
    for (let left = 1, before = Infinity; left > 0; before = left, rounds++) {
      left = await store.rooms.purge(7);
      assert.ok(left < before, `${left} are left of ${before}`);
    }
    // The entries, the members, and rows for the reactions at least.
    assert.ok(rounds > (chat.head + people.length) / 7, `${rounds} rounds`);
  },
};
