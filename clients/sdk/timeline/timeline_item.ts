import type { RoomEvent, SystemAction } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { Post } from "../post.ts";

/** Who, as a room's log names people. */
export interface Person {
  readonly id: Id;
  readonly name: string;
}

/** One line of a room as it is shown. Never changed: what changes is another object under the same key. */
export interface TimelineItem {
  /** The same from the moment a message is written, over being sent, to every later reading of it. */
  readonly key: string;
  readonly kind: "message" | "system";
  readonly state: "pending" | "sent" | "failed";
  /** Place in the log; absent while pending and when failed. */
  readonly seq?: number;
  readonly id?: Id;
  /** Only of one's own messages. */
  readonly clientId?: string;
  readonly user: Person;
  /** Plain text, exactly as written: whoever shows it must treat it as such. */
  readonly content: string;
  /** ISO 8601 in UTC. */
  readonly timestamp: string;
  /** Only of `system`. */
  readonly action?: SystemAction;
  readonly target?: Person;
  /** Only of `failed`. */
  readonly error?: Post["error"] & object;
}

/** The item of an event; `undefined` for a kind that this version does not show. */
export function itemOfEvent(event: RoomEvent, me: Id): TimelineItem | undefined {
  if (event.type !== "text" && event.type !== "system") return undefined;
  const { id, seq, content, timestamp, user_id, username, client_id, action, target } = event;
  // Others choose their client_ids as they like: only one's own may name an item.
  const clientId = user_id === me ? client_id : undefined;
  return {
    key: clientId === undefined ? id : `own:${clientId}`,
    kind: event.type === "text" ? "message" : "system",
    state: "sent",
    ...{ seq, id, content, timestamp, user: { id: user_id, name: username } },
    ...(clientId === undefined ? {} : { clientId }),
    ...(action === undefined ? {} : { action }),
    ...(target === undefined ? {} : { target: { id: target.id, name: target.username } }),
  };
}

export function itemOfPost(
  { clientId, content, createdAt, state, seq, id, timestamp, error }: Post,
  me: Person,
): TimelineItem {
  return {
    key: `own:${clientId}`,
    kind: "message",
    state: state === "discarded" ? "failed" : state,
    ...{ clientId, content, user: me, timestamp: timestamp ?? createdAt },
    ...(seq === undefined ? {} : { seq }),
    ...(id === undefined ? {} : { id }),
    ...(error === undefined ? {} : { error }),
  };
}
