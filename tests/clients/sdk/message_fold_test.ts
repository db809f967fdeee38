import assert from "node:assert/strict";
import fc from "fast-check";
import { applyEvent, type MessageState, namedUsersMax } from "../../../clients/sdk/timeline/message_fold.ts";
import type { RoomEvent } from "../../../src/protocol/event.ts";
import { me } from "./fake_server.ts";
import { acts, logOf, plain, readAt, viewAt } from "./message_logs.ts";

const seqs = (log: readonly RoomEvent[]) => log.map(({ seq }) => seq);
const isMessage = ({ type }: RoomEvent) => type === "text" || type === "reply";

Deno.test("A message of a snapshot and the events after it are the message of all events, whatever the snapshot", () => {
  fc.assert(fc.property(acts, fc.nat(), fc.nat(), (wanted, somewhere, later) => {
    const log = logOf(wanted);
    const end = log.length;
    const asOf = end === 0 ? 0 : 1 + somewhere % end;
    // Events are read when they are delivered: live, or from the log after some of them were emptied.
    const readAsOf = asOf + later % (end - asOf + 1);
    for (const { seq } of log.slice(0, asOf).filter(isMessage)) {
      let state: MessageState = { view: viewAt(log, seq, asOf, me.id), asOf };
      for (const other of seqs(log).slice(asOf)) {
        state = applyEvent(state, readAt(log, other, Math.max(other, readAsOf)), me.id);
      }
      assert.deepEqual(plain(state.view), viewAt(log, seq, end, me.id));
    }
  }));
});

Deno.test("An event of the log is a snapshot of its message, and events that come twice count once", () => {
  fc.assert(fc.property(acts, (wanted) => {
    const log = logOf(wanted);
    for (const event of log.filter(isMessage)) {
      let state: MessageState = { view: event, asOf: event.seq };
      for (let at = 0; at < log.length; at++) {
        // The whole log up to there again, as after a connection that was resumed too early.
        for (const again of log.slice(Math.max(0, at - 3), at + 1)) state = applyEvent(state, again, me.id);
      }
      assert.deepEqual(plain(state.view), viewAt(log, event.seq, log.length, me.id));
    }
  }));
});

Deno.test("What changes nothing of a message leaves the very same object", () => {
  const [text, other] = logOf([
    { kind: "text", user: 0, at: 0, emoji: 0 },
    { kind: "text", user: 1, at: 0, emoji: 0 },
  ]);
  const state: MessageState = { view: text!, asOf: 5 };
  assert.equal(applyEvent(state, { ...other!, seq: 6 }, me.id), state);
  assert.equal(applyEvent(state, { ...other!, seq: 5, type: "edited", of: 1 }, me.id), state);
  assert.equal(applyEvent(state, { ...other!, seq: 6, type: "vote" as "edited", of: 1 }, me.id).view, state.view);
});

Deno.test("Of very many who react some are named, and all are counted", () => {
  const [text] = logOf([{ kind: "text", user: 0, at: 0, emoji: 0 }]);
  let state: MessageState = { view: text!, asOf: 1 };
  let seq = 1;
  const react = (user: number, removed?: true) => {
    const event: RoomEvent = { ...text!, seq: ++seq, type: "reaction", of: 1, content: "+1", user_id: `u${user}` };
    state = applyEvent(state, removed === undefined ? event : { ...event, removed }, me.id);
  };
  for (let user = 0; user < 10_000; user++) react(user);
  assert.deepEqual(state.view.reactions?.map(({ count, users }) => [count, users.length]), [[10_000, namedUsersMax]]);
  react(3, true);
  react(9_000, true);
  assert.deepEqual(state.view.reactions?.map(({ count, users }) => [count, users.length]), [[9_998, 19]]);
});
