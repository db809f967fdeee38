import type { Id } from "../../src/protocol/id.ts";

export interface WriteOptions {
  /** Gives up waiting. What was on its way already may still end up in the room. */
  readonly signal?: AbortSignal | undefined;
  /** One for each thing done, at most 128 characters; by default a new one. The same one again is the same thing. */
  readonly clientId?: string | undefined;
}

export interface SendOptions extends WriteOptions {
  /** The seq of the message of the room that this one answers. */
  readonly replyTo?: number | undefined;
  /** The seq of the message in whose thread this one stands. */
  readonly thread?: number | undefined;
  /** Ids of files that were uploaded for it. */
  readonly attachments?: readonly Id[] | undefined;
}
