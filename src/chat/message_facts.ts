import type { FactAsked, FactsAt, MessageFact } from "../ports/messages.ts";
import type { Effect } from "../protocol/event.ts";
import { changedFact, messageOf } from "./message_fact.ts";

interface Known {
  readonly fact: MessageFact;
  /** Events up to there are in it already. */
  readonly asOf: number;
}

/** Messages remembered per room, and users of one of them. Forgetting is always safe: they are looked up again. */
const knownMessagesMax = 1_000;
const knownUsersMax = 1_000;

/** What a live room knows of its messages: of those that somebody has just done something to, and of no others. */
export class MessageFacts {
  readonly #known = new Map<number, Known>();
  /** Up to there nothing is left: it was trimmed. */
  #floor = 0;

  /** Which of these must be looked up before anything is judged by them. What is beyond the head is known not to exist. */
  unknownOf(asked: readonly FactAsked[], head: number): readonly FactAsked[] {
    if (asked.length === 0) return asked;
    const unknown = new Set<number>();
    for (const { seq, user } of asked) {
      const fact = this.#known.get(seq)?.fact;
      if (seq > this.#floor && seq <= head && (fact === undefined || (user !== undefined && !fact.own.has(user)))) {
        unknown.add(seq);
      }
    }
    if (this.#known.size + unknown.size > knownMessagesMax) {
      this.#known.clear();
      return asked.filter(({ seq }) => seq > this.#floor && seq <= head);
    }
    // Of one message everything is asked for at once: its answer takes the place of what was known.
    return asked.filter(({ seq }) => unknown.has(seq));
  }

  /** Only of messages that were looked up. */
  of(seq: number, head: number): MessageFact | undefined {
    if (seq > head || seq <= this.#floor) return undefined;
    const known = this.#known.get(seq);
    if (known === undefined) throw new Error(`Cannot judge message ${seq}: not looked up`);
    return known.fact;
  }

  /** Takes in a lookup of these. Its seq is at least the head of the room; what it does not have was trimmed. */
  learn(asked: readonly FactAsked[], { seq: asOf, facts }: FactsAt): void {
    for (const { seq } of asked) if (!facts.has(seq)) this.trimmed(seq);
    for (const fact of facts.values()) this.#known.set(fact.seq, { fact, asOf });
  }

  /** Everything up to there is gone. */
  trimmed(floor: number): void {
    this.#floor = Math.max(this.#floor, floor);
  }

  /** Takes in the next effect of the log, which stands at this seq. */
  fold(effect: Effect, seq: number): void {
    const of = messageOf(effect);
    const known = of === undefined ? undefined : this.#known.get(of);
    if (of === undefined || known === undefined || known.asOf >= seq) return;
    if (known.fact.own.size > knownUsersMax) this.#known.delete(of);
    else this.#known.set(of, { fact: changedFact(known.fact, effect), asOf: seq });
  }
}
