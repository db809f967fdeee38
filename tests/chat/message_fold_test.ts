import assert from "node:assert/strict";
import fc from "fast-check";
import { readHistory } from "../../src/chat/history.ts";
import type { Intent } from "../../src/chat/intent.ts";
import { eventTypes, type RoomEvent } from "../../src/protocol/event.ts";
import type { MessageView } from "../../src/protocol/message_view.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { folded, type Shown } from "../support/fold_messages.ts";
import { LiveNode, StoreBench } from "../support/live_bench.ts";

const target = fc.integer({ min: 2, max: 14 });
const clientId = fc.option(fc.constantFrom("1", "2", "3"), { nil: undefined });
const emoji = fc.constantFrom("👍", "🎉", "❤️");

/** Anything that somebody may want to do to what is there, or not. */
const intent: fc.Arbitrary<Intent> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("text"), content: fc.constantFrom("a", "b") }) },
  fc.record({ kind: fc.constant("text"), content: fc.constant("t"), thread: target }),
  fc.record({ kind: fc.constant("text"), content: fc.constant("r"), replyTo: target }),
  fc.record({ kind: fc.constant("edit"), of: target, content: fc.constantFrom("c", "d") }),
  fc.record({ kind: fc.constant("delete_message"), of: target }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("react"), of: target, emoji, added: fc.boolean() }) },
  fc.record({ kind: fc.constant("pin"), of: target, pinned: fc.boolean() }),
) as fc.Arbitrary<Intent>;

const step = fc.record({
  who: fc.nat({ max: 2 }),
  node: fc.nat({ max: 1 }),
  intent: fc.tuple(intent, clientId).map(([asked, id]): Intent =>
    (id === undefined ? asked : { ...asked, clientId: id }) as Intent
  ),
  look: fc.boolean(),
});

const messages = { limit: 200, types: ["text", "reply"] } as const;

function shownOf(page: { readonly messages: readonly string[] }): Shown {
  return new Map(page.messages.map((text) => JSON.parse(text) as MessageView).map((view) => [view.seq, view]));
}

/** In the whole log the message is a tombstone from the beginning, and the reaction comes after it. */
const reactedThenDeleted = ([
  { kind: "text", content: "a" },
  { kind: "react", of: 4, emoji: "👍", added: true },
  { kind: "text", content: "a" },
  { kind: "text", content: "b" },
  { kind: "text", content: "a" },
  { kind: "delete_message", of: 4 },
] satisfies Intent[]).map((intent) => ({ who: 0, node: 0, intent, look: false }));

Deno.test("Whatever was done on two nodes: a page and the events after it come to the same as all events", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      await using bench = await StoreBench.open();
      const people = ["ann", "bob", "eve"].map((name) => bench.person(name));
      const [ann, bob, eve] = people;
      const room = await bench.room(ann!, [bob!, eve!]);
      const nodes = [new LiveNode(bench), new LiveNode(bench)];
      LiveNode.connect(...nodes);
      const viewer = bob!.id;
      const look = async () => {
        const head = (await bench.store.log.heads([room])).get(room)!.seq;
        return await readHistory(bench.store, { room, viewer, head }, messages);
      };
      const pages = [await look()];
      for (const { who, node, intent, look: looks } of steps) {
        const outcome = nodes[node]!.room(room).submit(people[who]!, intent);
        await nodes[node]!.done(outcome.catch((error: unknown) => {
          if (!(error instanceof ParleyError)) throw error;
        }));
        if (looks) pages.push(await look());
      }
      const last = await look();
      const raw = await readHistory(
        bench.store,
        { room, viewer, head: last.asOf },
        { limit: 200, types: eventTypes },
      );
      const events = raw.messages.map((text) => JSON.parse(text) as RoomEvent);
      const expected = shownOf(last);
      const all = events.reduce((shown, event) => folded(shown, event, viewer), new Map() as Shown);
      assert.deepEqual(all, expected);
      for (const page of pages) {
        const after = events.filter(({ seq }) => seq > page.asOf);
        const shown = after.reduce((shown, event) => folded(shown, event, viewer), shownOf(page));
        assert.deepEqual(shown, expected, `from ${page.asOf}`);
      }
      // What two nodes have folded is what the store has.
      const asked = [...expected.keys()].map((seq) => ({ seq, user: viewer }));
      const { facts } = await bench.store.messages.facts(room, asked);
      for (const [seq, view] of expected) {
        const fact = facts.get(seq)!;
        assert.equal(fact.deleted, view.deleted !== undefined, `${seq}`);
        assert.equal(fact.pinned, view.pinned !== undefined, `${seq}`);
        const counts = (view.reactions ?? []).map(({ emoji, count }) => [emoji, count] as const);
        assert.deepEqual([...fact.emojis].sort(), counts.sort(), `${seq}`);
      }
    }),
    { numRuns: 60, examples: [[reactedThenDeleted]] },
  );
});
