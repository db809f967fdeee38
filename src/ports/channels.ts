import type { AuditRecord } from "../protocol/audit.ts";
import type { Id } from "../protocol/id.ts";

/** A way into the server for the users of another product, whose back end vouches for them. */
export interface Channel {
  readonly id: Id;
  readonly name: string;
  /** `shared`: one room for all. `support`: a private room for each visitor, with the team. */
  readonly kind: "shared" | "support";
  /** Accounts that answer there. The first creates the rooms. */
  readonly team: readonly Id[];
  /** The room of all; of a `shared` one only. */
  readonly room?: Id;
  /** Origins of the pages that may connect. */
  readonly origins: readonly string[];
  /** Its secret is derived with this number: a higher one is another secret. */
  readonly secretNumber: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export type ChannelChange = Partial<Pick<Channel, "name" | "origins" | "team" | "secretNumber">>;

/** The channels, and which room each visitor of theirs has. No secret is kept here. `record`: kept with what is changed. */
export interface Channels {
  create(channel: Channel, record?: AuditRecord): Promise<void>;
  byId(id: Id): Promise<Channel | undefined>;
  /** Oldest first. */
  list(): Promise<readonly Channel[]>;
  /** Answers the channel after the change; `undefined`: there is none. */
  update(id: Id, change: ChannelChange, record?: AuditRecord): Promise<Channel | undefined>;
  /** Answers whether there was one. What its visitors have stays. */
  remove(id: Id, record?: AuditRecord): Promise<boolean>;
  /** The room that the visitor has in the channel; `undefined`: none yet. */
  roomOf(channel: Id, visitor: Id): Promise<Id | undefined>;
  /** Gives the visitor a room. Law: of any number of callers the first one's room is answered to all, for ever. */
  claim(channel: Id, visitor: Id, room: Id): Promise<Id>;
}
