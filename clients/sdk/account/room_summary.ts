import type { Attachment } from "../../../src/protocol/file.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { Room } from "../../../src/protocol/room.ts";
import type { Person } from "../timeline/timeline_item.ts";
import { present } from "../present.ts";

/** The newest message of a room, for a line below its name. */
export interface LastMessage {
  readonly seq: number;
  readonly user: Person;
  readonly content: string;
  readonly timestamp: string;
  readonly attachments?: readonly Attachment[];
}

/** A room as lists show it. Never changed: what changes is another object. */
export interface RoomSummary {
  readonly id: Id;
  readonly name: string;
  readonly description: string;
  readonly isPrivate: boolean;
  readonly hasPassword: boolean;
  readonly creatorId: Id;
  readonly createdAt: string;
  /** How many members it has. */
  readonly members: number;
  /** Whether one is a member. */
  readonly isMember: boolean;
  readonly epoch: string;
  /** The newest seq. */
  readonly head: number;
  /** The last seq that counts as read. */
  readonly lastRead: number;
  /** Messages of others after it. */
  readonly unread: number;
  /** Messages after it, also of threads, that mention one. */
  readonly mentions: number;
  /** Who owns it now. */
  readonly ownerId: Id;
  /** A conversation of these people alone. */
  readonly isDirect?: true;
  /** Of conversations: who is in it. */
  readonly people?: readonly Id[];
  /** Read only: nobody says anything. */
  readonly isArchived?: true;
  /** Seconds between two messages of one member below moderator. */
  readonly slowModeSeconds?: number;
  /** Days for which what is said is kept; 0: for ever. Absent: as the server says. */
  readonly retentionDays?: number;
  /** No cards show where links lead. */
  readonly hidesLinkPreviews?: true;
  /** Words and phrases that nobody below moderator says in it. */
  readonly blockedWords?: readonly string[];
  /** A list of words that nobody below moderator says in it either. */
  readonly wordList?: Room["word_list"] & string;
  /** The least role for a right, where it is another than usual. */
  readonly rights?: Room["rights"] & object;
  /** Rights that guests do not have. */
  readonly guestsDenied?: Room["guests_denied"] & object;
  /** As far as it is known: from what has arrived while this program ran, or from the cache. */
  readonly lastMessage?: LastMessage;
}

export function summaryOf(room: Room, isMember: boolean): RoomSummary {
  const { id, name, description, head, epoch, rights, guests_denied: guestsDenied } = room;
  const isDirect = room.kind === "direct" || undefined;
  return present({
    ...{ id, name, description, head, epoch, isMember, rights, guestsDenied, isDirect },
    isPrivate: room.is_private,
    hasPassword: room.has_password,
    creatorId: room.creator_id,
    ownerId: room.owner_id ?? room.creator_id,
    people: isDirect && room.members,
    isArchived: room.archived || undefined,
    retentionDays: room.retention_days,
    hidesLinkPreviews: room.link_previews === false || undefined,
    blockedWords: room.blocked_words,
    wordList: room.word_list,
    slowModeSeconds: room.slow_mode_seconds || undefined,
    createdAt: room.created_at,
    members: room.member_count,
    lastRead: room.last_read ?? 0,
    unread: room.unread ?? 0,
    mentions: room.mentions ?? 0,
  });
}
