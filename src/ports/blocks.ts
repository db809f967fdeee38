import type { Id } from "../protocol/id.ts";

export interface Block {
  readonly user: Id;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * Whom users do not want to hear from.
 *
 * Law: what was put, or removed, is seen by every read that begins after it was acknowledged.
 */
export interface Blocks {
  /** Repeating it changes nothing. */
  put(user: Id, block: Block): Promise<void>;
  remove(user: Id, other: Id): Promise<void>;
  /** Those of the users who have blocked this one. */
  blockersOf(user: Id, among: readonly Id[]): Promise<readonly Id[]>;
  /** Whom the user has blocked, the latest first, at most so many. */
  of(user: Id, limit: number): Promise<readonly Block[]>;
  /** Removes every block by the user and of the user. */
  forget(user: Id): Promise<void>;
}
