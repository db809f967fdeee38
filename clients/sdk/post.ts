import type { Id } from "../../src/protocol/id.ts";
import type { ApiError } from "./api_error.ts";

/** What can be done to a message. */
export const acts = ["edit", "delete", "react", "unreact", "pin", "unpin"] as const;
export type Act = (typeof acts)[number];

/** One's own message, or what one does to a message, on its way into a room's log. */
export interface Post {
  readonly clientId: string;
  readonly roomId: Id;
  /** What is done to the message at `of`; absent: it is a message of its own. */
  readonly act?: Act;
  readonly of?: number;
  /** The text of a message or an edit, the emoji of a reaction; else empty. */
  readonly content: string;
  /** Of a message: what it answers, in whose thread it stands, and the ids of its files. */
  readonly replyTo?: number;
  readonly thread?: number;
  readonly attachments?: readonly Id[];
  /** When it was written, ISO 8601, by this machine's clock. */
  readonly createdAt: string;
  /** Posts are sent by this, ascending. */
  readonly order: number;
  /** `sent`: durable at `seq`. `failed`: the server refused it for good. `discarded`: given up. */
  readonly state: "pending" | "sent" | "failed" | "discarded";
  /** Of what was sent: id, place and time in the log. */
  readonly id?: Id;
  readonly seq?: number;
  readonly timestamp?: string;
  /** Why it failed. */
  readonly error?: { readonly code: ApiError["code"]; readonly message: string };
}

/** Whether a value of a store or another tab, perhaps of another version, is a post. */
export function isPost(value: unknown): value is Post {
  const { clientId, roomId, content, order, createdAt, state, act, of } = (value ?? {}) as Partial<
    Record<keyof Post, unknown>
  >;
  return [clientId, roomId, content, createdAt, state].every((text) => typeof text === "string") &&
    typeof order === "number" &&
    (act === undefined || acts.includes(act as Act) && typeof of === "number");
}
