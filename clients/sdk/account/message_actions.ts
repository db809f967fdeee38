import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { CallOptions, MessageVersions, Paging, ReactionPage } from "../entities.ts";
import type { Act } from "../post.ts";
import type { TimelineItem } from "../timeline/timeline_item.ts";
import type { AccountContext } from "./account_context.ts";

/**
 * What can be done to the messages of a room, each by its seq. Shown at once and sent when it can be, over reloads and
 * cuts; what the server refuses is taken back, and `failure` of the item says why: `retry(clientId)` or `discard(clientId)`
 * of the room. Throws {@link ApiError} `invalid` for what no server would take.
 */
export class MessageActions {
  readonly #room: Id;
  readonly #context: AccountContext;

  constructor(room: Id, context: AccountContext) {
    this.#room = room;
    this.#context = context;
  }

  /** Says something else in the place of one's own message. */
  edit(seq: number, content: string): void {
    this.#do("edit", seq, content);
  }

  /** Takes a message away, for everybody and for good. */
  delete(seq: number): void {
    this.#do("delete", seq);
  }

  react(seq: number, emoji: string): void {
    this.#do("react", seq, emoji);
  }

  unreact(seq: number, emoji: string): void {
    this.#do("unreact", seq, emoji);
  }

  /** Puts an emoji on a message, or takes it back if it is there. */
  toggle({ seq, reactions }: Pick<TimelineItem, "seq" | "reactions">, emoji: string): void {
    if (seq === undefined) return;
    const isThere = reactions?.some((reaction) => reaction.emoji === emoji && reaction.me) ?? false;
    this.#do(isThere ? "unreact" : "react", seq, emoji);
  }

  pin(seq: number): void {
    this.#do("pin", seq);
  }

  unpin(seq: number): void {
    this.#do("unpin", seq);
  }

  /**
   * Says in another room, or again in this one, what a message says. Answers the new message: the same for the same
   * `clientId`, so that it can be tried again.
   */
  forward(seq: number, to: Id, clientId: string = this.#context.environment.newId()): Promise<RoomEvent> {
    return this.#context.client.api.messages.forward(to, { room_id: this.#room, seq }, { clientId });
  }

  /** What a message has said, oldest first. */
  versions(seq: number, options?: CallOptions): Promise<MessageVersions> {
    return this.#context.client.api.messages.versions(this.#room, seq, options);
  }

  /** Everybody who reacted to a message; `emoji`: with this one. */
  reactions(seq: number, query?: Paging & { readonly emoji?: string }, options?: CallOptions): Promise<ReactionPage> {
    return this.#context.client.api.messages.reactions(this.#room, seq, query, options);
  }

  #do(act: Act, seq: number, content = ""): void {
    this.#context.posts.act(this.#room, act, seq, content);
  }
}
