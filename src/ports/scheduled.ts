import type { ErrorCode } from "../protocol/error_code.ts";
import type { Id } from "../protocol/id.ts";

/** Why a message could not be sent. */
export interface SendFailure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** A message that is to be sent later. */
export interface ScheduledMessage {
  readonly id: Id;
  readonly user: Id;
  readonly username: string;
  readonly room: Id;
  readonly content: string;
  readonly replyTo?: number;
  readonly thread?: number;
  /** The files that it is to carry, by their ids. */
  readonly attachments?: readonly Id[];
  /** Milliseconds since 1970. */
  readonly sendAt: number;
  readonly createdAt: number;
  /** `sending`: a node has begun; from then on it is not changed. `failed`: it was refused, and waits for its author. */
  readonly state: "waiting" | "sending" | "failed";
  /** Of one that failed. */
  readonly failure?: SendFailure;
}

export type NewScheduledMessage = Omit<ScheduledMessage, "state" | "failure">;

export type ScheduledChange = Partial<Pick<ScheduledMessage, "content" | "sendAt">>;

/**
 * Messages that wait for their time. What was sent is in the log, and not here any more.
 *
 * Laws, which the contract suite tries:
 * - `claim` gives each message to one of any number of callers at once, and again to another only when the time it was
 *   claimed until is over: then its first claimant may have sent it, or may yet. That it is in the log once is the log's
 *   law, by a client_id made of its id.
 * - One that was ever claimed is neither changed nor removed by its author, unless it failed since.
 */
export interface Scheduled {
  /** `full`: the user has `most` already. */
  create(message: NewScheduledMessage, most: number): Promise<"ok" | "full">;
  /** By time, then id. */
  ofUser(user: Id): Promise<readonly ScheduledMessage[]>;
  /** Answers the message, which waits again if it had failed; `sending`: too late. */
  change(user: Id, id: Id, change: ScheduledChange): Promise<ScheduledMessage | "missing" | "sending">;
  remove(user: Id, id: Id): Promise<"ok" | "missing" | "sending">;
  /** Takes up to `limit` that are due at `now`, earliest first; they are the caller's until `until`. */
  claim(now: number, until: number, limit: number): Promise<readonly ScheduledMessage[]>;
  /** It is in the log. Repeating it is harmless. */
  sent(id: Id): Promise<void>;
  /** Of one that is being sent. */
  failed(id: Id, failure: SendFailure): Promise<void>;
  /** Removes all of the user's. */
  forget(user: Id): Promise<void>;
}
