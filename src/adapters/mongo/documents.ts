import type { Binary, Collection, Db, MongoClient } from "mongodb";
import type { Account } from "../../ports/accounts.ts";
import type { Avatar } from "../../ports/avatars.ts";
import type { Channel } from "../../ports/channels.ts";
import type { JobKind } from "../../ports/jobs.ts";
import type { LogEntry } from "../../ports/event_log.ts";
import type { KeptItem, KeptKind } from "../../ports/kept_items.ts";
import type { Member } from "../../ports/members.ts";
import type { RoomRecord } from "../../ports/rooms.ts";
import type { ScheduledMessage } from "../../ports/scheduled.ts";
import type { Effect, EventType, Role } from "../../protocol/event.ts";
import type { Id } from "../../protocol/id.ts";
import { type AuditCollections, auditCollections } from "./audit_documents.ts";
import type { FileCollections } from "./file_documents.ts";
import { type ReportCollections, reportCollections } from "./report_documents.ts";
import type { SearchCollections } from "./search_documents.ts";
import type { RoomPolicy } from "../../protocol/room_policy.ts";
import type { ConductParts } from "./conduct_parts.ts";
import { type MessageCollections, messageCollections } from "./message_documents.ts";

/** An entry within a batch. */
export interface EntryDocument {
  readonly seq: number;
  readonly id: Id;
  readonly type: EventType;
  readonly sender: Id;
  readonly client_id?: string;
  readonly text: string;
  /** JSON: an effect may hold keys and nulls that a query language would read otherwise. */
  readonly effect?: string;
}

/**
 * What one append wrote: one document, because that is what MongoDB writes whole or not at all without a transaction. Its own
 * `_id` means nothing: (room, entries.seq) is its place.
 */
export interface BatchDocument {
  readonly room: Id;
  /** The first seq and the last. */
  readonly from: number;
  readonly to: number;
  readonly entries: readonly EntryDocument[];
  /** Sender and client_id of the entries that have one, see {@link clientKey}: unique in the room. Absent: none has. */
  readonly keys?: readonly string[];
  /** Not only messages: effects and numbers that may not be in the projections yet. Whoever reads them applies them first. */
  readonly pending?: true;
}

/** A room's settings after the effects up to `folded`. Where its log ends, only the log says. */
export interface RoomDocument {
  readonly _id: Id;
  readonly name: string;
  readonly name_folded: string;
  readonly description: string;
  readonly creator: Id;
  readonly private: boolean;
  readonly password_hash?: string;
  readonly created_at: string;
  readonly epoch: string;
  /** The last seq of the last batch with effects that was applied. */
  readonly folded: number;
  /** Absent: as usual in everything. */
  readonly policy?: RoomPolicy;
  /** The last seq that was trimmed. Absent: none was. */
  readonly floor?: number;
  readonly member_count: number;
  /** Entries up to `folded` that are no messages. Absent: not counted yet, see `numberOldRooms`. */
  readonly uncounted?: number;
  /** The newest message of the timeline that was deleted. Absent: none was. */
  readonly tombstone?: number;
  /** The newest message that mentioned everybody. Absent: none did. */
  readonly mention?: number;
  readonly deleted: boolean;
  readonly deleted_at?: Date;
}

export interface MemberDocument extends ConductParts {
  /** Room and user: see {@link memberKey}. */
  readonly _id: string;
  readonly room: Id;
  readonly user: Id;
  readonly username: string;
  readonly role: Role;
  readonly joined_at: string;
  /** The event that made this so: an older one changes it no more. */
  readonly seq: number;
  readonly guest?: true;
  /** Of a guest: the username as names are compared. */
  readonly guest_name?: string;
  /** The newest message that mentioned the member. Absent: none did. */
  readonly mention?: number;
  /** Has left: kept, so that a join applied late does not bring the member back. */
  readonly gone: boolean;
  /** Entries up to `seq` that are no messages. Absent: not known. */
  readonly number?: number;
  /** How far the member has read, if it was ever said. */
  readonly read?: MarkDocument;
}

/** How far somebody has read. */
export interface MarkDocument extends ReadDocument {
  /** How many times it was set back, and where the head was the last time: what was there does not count as read by itself. */
  readonly rewinds?: number;
  readonly rewound?: number;
}

/** A place in a log, and how many entries up to there are no messages. */
export interface ReadDocument {
  readonly seq: number;
  readonly number: number;
}

/** An entry that is no message, and how many of its room there are up to it. */
export interface UncountedDocument extends ReadDocument {
  /** Room and seq. */
  readonly _id: string;
  readonly room: Id;
  /** Absent in what was written when there was no other than `system`. */
  readonly type?: EventType;
}

/** A message of the timeline that was deleted: it is unread no more. */
export interface TombstoneDocument {
  /** Room and seq. */
  readonly _id: string;
  readonly room: Id;
  readonly seq: number;
  /** The seq of its deletion. */
  readonly by: number;
}

export interface LastSeenDocument {
  /** The user. */
  readonly _id: Id;
  readonly at: Date;
}

export interface AccountDocument extends Omit<Account, "id" | "statusText"> {
  readonly _id: Id;
  /** Absent in what was written before there was one. */
  readonly statusText?: string;
  readonly usernameFolded: string;
}

export interface AvatarDocument extends Omit<Avatar, "bytes"> {
  readonly _id: Id;
  readonly bytes: Binary;
}

export interface InviteDocument {
  readonly _id: string;
  readonly room: Id;
  readonly created_by: Id;
  readonly created_at: string;
  readonly expires: Date;
  readonly uses_max: number;
  /** Uses that are left. */
  readonly left: number;
  /** Who has used it. */
  readonly users: readonly Id[];
  readonly revoked: boolean;
}

export interface ChannelDocument extends Omit<Channel, "id"> {
  readonly _id: Id;
}

export interface BlockDocument {
  /** The user and whom that has blocked: ids are of one length. */
  readonly _id: string;
  readonly user: Id;
  readonly blocked: Id;
  readonly at: string;
}

export interface VisitorDocument {
  /** Channel and visitor: ids are of one length. */
  readonly _id: string;
  readonly room: Id;
}

export interface JobDocument {
  /** User and kind: there is one. */
  readonly _id: string;
  readonly job: Id;
  readonly kind: JobKind;
  readonly user: Id;
  readonly username: string;
  readonly created_at: string;
  readonly cursor?: string;
  readonly done: number;
  readonly total: number;
  readonly pieces: number;
  /** Under which claim each piece was written: what another left at its place does not count. */
  readonly claims?: readonly string[];
  readonly finished_at?: number;
  readonly claim?: string;
  readonly lease_until: number;
}

export interface JobPieceDocument {
  /** Job, number and claim. */
  readonly _id: string;
  readonly job: Id;
  readonly number: number;
  readonly text: string;
}

export interface SpentDocument {
  readonly _id: string;
  readonly expires: Date;
}

export interface KeptDocument extends KeptItem {
  /** User, kind and key. */
  readonly _id: string;
  readonly user: Id;
  readonly kind: KeptKind;
}

export interface ScheduledDocument extends Omit<ScheduledMessage, "id"> {
  readonly _id: Id;
  /** When somebody must look at it: its time, or the end of a claim. Absent: never, it failed. */
  readonly due?: number;
}

export interface RevokedDocument {
  readonly _id: string;
  readonly number: number;
  readonly expires: Date;
}

/** What `check` writes. */
export interface ProbeDocument {
  readonly _id: "probe";
  readonly number: number;
}

/** The database of one deployment. */
export interface Collections
  extends MessageCollections, FileCollections, SearchCollections, AuditCollections, ReportCollections {
  readonly client: MongoClient;
  readonly log: Collection<BatchDocument>;
  readonly rooms: Collection<RoomDocument>;
  readonly members: Collection<MemberDocument>;
  readonly uncounted: Collection<UncountedDocument>;
  readonly tombstones: Collection<TombstoneDocument>;
  readonly lastSeen: Collection<LastSeenDocument>;
  readonly accounts: Collection<AccountDocument>;
  readonly spent: Collection<SpentDocument>;
  readonly avatars: Collection<AvatarDocument>;
  readonly invites: Collection<InviteDocument>;
  readonly channels: Collection<ChannelDocument>;
  readonly visitors: Collection<VisitorDocument>;
  readonly blocks: Collection<BlockDocument>;
  readonly jobs: Collection<JobDocument>;
  readonly jobPieces: Collection<JobPieceDocument>;
  readonly kept: Collection<KeptDocument>;
  readonly scheduled: Collection<ScheduledDocument>;
  readonly revoked: Collection<RevokedDocument>;
  readonly probes: Collection<ProbeDocument>;
}

export function collectionsOf(client: MongoClient, db: Db): Collections {
  return {
    client,
    log: db.collection("log"),
    rooms: db.collection("rooms"),
    members: db.collection("members"),
    ...messageCollections(db),
    ...auditCollections(db),
    ...reportCollections(db),
    uncounted: db.collection("uncounted"),
    tombstones: db.collection("tombstones"),
    lastSeen: db.collection("last_seen"),
    accounts: db.collection("accounts"),
    spent: db.collection("spent_tokens"),
    avatars: db.collection("avatars"),
    files: db.collection("files"),
    fileUses: db.collection("file_uses"),
    invites: db.collection("invites"),
    channels: db.collection("channels"),
    visitors: db.collection("channel_visitors"),
    blocks: db.collection("blocks"),
    jobs: db.collection("jobs"),
    jobPieces: db.collection("job_pieces"),
    kept: db.collection("kept"),
    scheduled: db.collection("scheduled"),
    revoked: db.collection("revoked_tokens"),
    probes: db.collection("probes"),
    found: db.collection("search"),
    searchCursors: db.collection("search_cursors"),
  };
}

export function batchDocument(room: Id, entries: readonly LogEntry[]): BatchDocument {
  const keys = entries.flatMap((entry) => clientKey(entry) ?? []);
  return {
    room,
    from: entries[0]?.seq ?? 0,
    to: entries.at(-1)?.seq ?? 0,
    entries: entries.map(entryDocument),
    ...(keys.length === 0 ? {} : { keys }),
    ...(entries.some(({ effect, type }) => effect !== undefined || type !== "text") ? { pending: true } : {}),
  };
}

/** No sender holds a space: no two pairs share a key. */
export function clientKey({ sender, clientId }: LogEntry): string | undefined {
  return clientId === undefined ? undefined : `${sender} ${clientId}`;
}

function entryDocument({ seq, id, type, sender, clientId, text, effect }: LogEntry): EntryDocument {
  return {
    seq,
    id,
    type,
    sender,
    ...(clientId === undefined ? {} : { client_id: clientId }),
    text,
    ...(effect === undefined ? {} : { effect: JSON.stringify(effect) }),
  };
}

export function entryOf({ seq, id, type, sender, client_id, text, effect }: EntryDocument): LogEntry {
  return {
    seq,
    id,
    type,
    sender,
    text,
    ...(client_id === undefined ? {} : { clientId: client_id }),
    ...(effect === undefined ? {} : { effect: JSON.parse(effect) as Effect }),
  };
}

/** An effect and where it stands. */
export interface PlacedEffect {
  readonly seq: number;
  readonly effect: Effect;
}

export function effectsOf({ entries }: Pick<BatchDocument, "entries">): PlacedEffect[] {
  return entries.flatMap(({ seq, effect }) => effect === undefined ? [] : [{ seq, effect: JSON.parse(effect) }]);
}

export function roomOf(room: RoomDocument, head: number): RoomRecord {
  return {
    id: room._id,
    name: room.name,
    description: room.description,
    creatorId: room.creator,
    isPrivate: room.private,
    ...(room.password_hash === undefined ? {} : { passwordHash: room.password_hash }),
    createdAt: room.created_at,
    epoch: room.epoch,
    head,
    memberCount: room.member_count,
    ...(room.floor === undefined ? {} : { floor: room.floor }),
    ...(room.policy === undefined ? {} : { policy: room.policy }),
  };
}

/** Ids are of one length, so that two pairs never make one key. */
export function memberKey(room: Id, user: Id): string {
  return room + user;
}

export function memberOf({ user, username, role, joined_at, guest }: MemberDocument): Member {
  return { userId: user, username, role, joinedAt: joined_at, ...(guest === true ? { guest } : {}) };
}
