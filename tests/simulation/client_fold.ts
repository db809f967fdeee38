import type { RoomEvent } from "../../src/protocol/event.ts";
import type { MessageView } from "../../src/protocol/message_view.ts";

/** A message as a client shows it, with nothing in it but what docs/messages.md promises to be exact. */
export interface Shown {
  readonly content: string;
  readonly edited?: number;
  readonly deleted?: number;
  readonly pinned?: number;
  readonly replies?: number;
  /** Emoji, how many have put it there, and whether the client's own user has; sorted. */
  readonly reactions: readonly (readonly [string, number, boolean])[];
}

interface Page {
  readonly asOf: number;
  readonly messages: ReadonlyMap<number, MessageView>;
}

/**
 * What a client makes of pages and events, which come over different ways: for each message the newest page that has it, or else
 * the event that it came as; and then the later events about it, in the order of their seqs.
 */
export class ClientFold {
  readonly #user: string;
  readonly #events = new Map<number, RoomEvent>();
  /** What was done to a message or answered in its thread, by its seq. */
  readonly #about = new Map<number, RoomEvent[]>();
  readonly #pages: Page[] = [];
  /** Nothing before this seq is there any more. */
  #first = 1;

  constructor(user: string) {
    this.#user = user;
  }

  received(event: RoomEvent): void {
    if (this.#events.has(event.seq)) return;
    this.#events.set(event.seq, event);
    for (const seq of new Set([event.of, event.thread])) {
      if (seq === undefined) continue;
      const about = this.#about.get(seq);
      if (about === undefined) this.#about.set(seq, [event]);
      else about.push(event);
    }
  }

  page(messages: readonly MessageView[], asOf: number): void {
    this.#pages.push({ asOf, messages: new Map(messages.map((message) => [message.seq, message])) });
  }

  /** The log begins with this seq now: what was before it is not shown any more. */
  trimmed(first: number): void {
    this.#first = Math.max(this.#first, first);
  }

  /** Messages that the client knows and that are there, as far as it knows. */
  get seqs(): readonly number[] {
    const known = [...this.#pages.flatMap(({ messages }) => [...messages.values()]), ...this.#events.values()];
    const said = known.filter(({ type, seq }) => seq >= this.#first && (type === "text" || type === "reply"));
    return [...new Set(said.map(({ seq }) => seq))];
  }

  /** The seqs of the newest messages that came as events, the newest first. */
  newest(count: number): readonly number[] {
    const found: number[] = [];
    for (const event of [...this.#events.values()].slice(-count * 8).reverse()) {
      if (event.type === "text" && found.length < count) found.push(event.seq);
    }
    return found;
  }

  author(seq: number): string | undefined {
    return this.#base(seq)?.event.user_id;
  }

  shown(seq: number): Shown | undefined {
    const base = this.#base(seq);
    if (base === undefined) return undefined;
    const later = (this.#about.get(seq) ?? []).filter((event) =>
      event.seq > base.asOf && (event.of ?? event.thread) === seq
    );
    const own = later.sort((a, b) => a.seq - b.seq);
    const replies = this.#replies(seq, base);
    const deleted = own.find(({ type, of }) => type === "deleted" && of === seq)?.seq ?? base.event.deleted?.seq;
    const thread = replies === undefined ? {} : { replies };
    if (deleted !== undefined) return { content: "", deleted, ...thread, reactions: [] };
    const edit = own.findLast(({ type }) => type === "edited");
    const edited = edit?.seq ?? base.event.edited?.seq;
    const pin = own.findLast(({ action }) => action === "pin" || action === "unpin");
    const pinned = pin === undefined ? base.event.pinned?.seq : pin.action === "pin" ? pin.seq : undefined;
    return {
      content: (edit ?? base.event).content,
      ...(edited === undefined ? {} : { edited }),
      ...(pinned === undefined ? {} : { pinned }),
      ...thread,
      reactions: this.#reactions(base.event, own),
    };
  }

  #base(seq: number): { readonly event: MessageView; readonly asOf: number } | undefined {
    const pages = this.#pages.filter(({ messages }) => messages.has(seq)).sort((a, b) => b.asOf - a.asOf);
    const newest = pages[0];
    const event = newest?.messages.get(seq) ?? this.#events.get(seq);
    return event === undefined ? undefined : { event, asOf: newest?.asOf ?? seq };
  }

  #replies(root: number, { event, asOf }: { readonly event: MessageView; readonly asOf: number }): number | undefined {
    const later = (this.#about.get(root) ?? []).filter(({ seq, thread }) => thread === root && seq > asOf);
    const more = later.filter(({ type }) => type === "reply").length;
    const less = later.filter(({ type }) => type === "deleted").length;
    if (event.thread_info === undefined && more === 0) return undefined;
    return (event.thread_info?.replies ?? 0) + more - less;
  }

  #reactions(base: MessageView, later: readonly RoomEvent[]): Shown["reactions"] {
    const all = new Map((base.reactions ?? []).map(({ emoji, count, me }) => [emoji, { count, me }]));
    for (const { type, content: emoji, removed, user_id } of later) {
      if (type !== "reaction") continue;
      const { count, me } = all.get(emoji) ?? { count: 0, me: false };
      const now = { count: count + (removed ? -1 : 1), me: user_id === this.#user ? !removed : me };
      if (now.count === 0) all.delete(emoji);
      else all.set(emoji, now);
    }
    return [...all].map(([emoji, { count, me }]) => [emoji, count, me] as const).sort(([a], [b]) => a < b ? -1 : 1);
  }
}
