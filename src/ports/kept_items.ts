import type { Id } from "../protocol/id.ts";

/** What is kept for users beside the logs. */
export type KeptKind = "draft" | "notify" | "push" | "vapid" | "digest";

/** A small text under a key, in the words of whoever keeps it. */
export interface KeptItem {
  readonly key: string;
  readonly text: string;
  /** When it was put, milliseconds since 1970. */
  readonly at: number;
}

export interface PutOptions {
  /** Items of the kind that the user may have. Reached: another key is refused. */
  readonly most: number;
  /** Nobody else keeps this key from now on: what others kept of this kind under it is gone. */
  readonly alone?: boolean;
}

/**
 * Small texts that belong to one user each: drafts, settings, subscriptions. Durable when a call resolves.
 *
 * Laws, which the contract suite tries:
 * - `put` takes the place of what had the key; of several at once one is last, whole.
 * - `most` is a bound against misuse: of calls made at once a few may get past it, and no call made after them.
 * - `claim`: of any number of callers, on any node, the first one's text is answered to all, for ever.
 */
export interface KeptItems {
  put(user: Id, kind: KeptKind, item: KeptItem, options: PutOptions): Promise<"ok" | "full">;
  /** Answers whether there was one. Repeating it is harmless. */
  remove(user: Id, kind: KeptKind, key: string): Promise<boolean>;
  /** Of those of the users for whom something is kept: by key; only these keys where they are given. */
  of(
    users: readonly Id[],
    kind: KeptKind,
    keys?: readonly string[],
  ): Promise<ReadonlyMap<Id, readonly KeptItem[]>>;
  /** Keeps the item unless there is one under its key; answers the text that is there. */
  claim(user: Id, kind: KeptKind, item: KeptItem): Promise<string>;
  /** Members of the room for whom something of the kind is kept, by id, at most `limit` from those after `after`. */
  membersWith(room: Id, kind: KeptKind, limit: number, after?: Id): Promise<readonly Id[]>;
  /** Users for whom something of the kind `digest` is kept under this key, by id, at most `limit` from those after `after`. */
  holders(kind: "digest", key: string, limit: number, after?: Id): Promise<readonly Id[]>;
  /** Removes everything that is kept for the user. */
  forget(user: Id): Promise<void>;
}
