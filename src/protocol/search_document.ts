import type { EventType, RoomEvent } from "./event.ts";
import type { Id } from "./id.ts";

/** A message as it is found: what the log has made of it up to some seq. */
export interface SearchDocument {
  readonly seq: number;
  readonly id: Id;
  readonly sender: Id;
  readonly username: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly type: "text" | "reply";
  readonly thread?: number;
  readonly content: string;
  /** The names of its files. */
  readonly files: readonly string[];
  readonly image: boolean;
  readonly mentions: readonly Id[];
  readonly mentionsRoom: boolean;
  readonly pinned: boolean;
  readonly edited: boolean;
  /** The last event that changed it. */
  readonly asOf: number;
}

/** An entry of the log, as far as finding messages goes. */
export interface SearchedEntry {
  readonly seq: number;
  readonly type: EventType;
  readonly text: string;
}

/** The documents that some entries change, by seq; `undefined`: there is none any more. */
export type DocumentChanges = Map<number, { readonly document: SearchDocument | undefined; readonly asOf: number }>;

interface Attached {
  readonly attachments?: readonly { readonly name?: unknown; readonly type?: unknown }[];
}

/** The seqs of earlier messages that entries are about, so that they can be read before they are changed. */
export function touchedBy(entries: readonly SearchedEntry[]): number[] {
  return [...new Set(entries.flatMap((entry) => isAct(entry) ? eventOf(entry).of ?? [] : []))];
}

/**
 * What entries of one room, in the order of its log, make of its documents. Repeatable: a document that is as of a later
 * seq already is left alone.
 *
 * @param known Documents as they stand, at least those of {@link touchedBy}.
 */
export function foldDocuments(
  entries: readonly SearchedEntry[],
  known: ReadonlyMap<number, SearchDocument>,
): DocumentChanges {
  const changes: DocumentChanges = new Map();
  const standing = (seq: number): SearchDocument | undefined =>
    changes.has(seq) ? changes.get(seq)?.document : known.get(seq);
  for (const entry of entries) {
    if (entry.type === "text" || entry.type === "reply") {
      const document = documentOf(eventOf(entry), entry);
      if (document !== undefined) changes.set(entry.seq, { document, asOf: entry.seq });
    } else if (isAct(entry)) {
      const event = eventOf(entry);
      const before = event.of === undefined ? undefined : standing(event.of);
      if (before === undefined || before.asOf >= entry.seq) continue;
      const document = changed(before, event, entry);
      if (document !== before) changes.set(before.seq, { document, asOf: entry.seq });
    }
  }
  return changes;
}

/** Something is done to an earlier message that finding it depends on. Pins are told by no other type than `system`. */
function isAct({ type, text }: SearchedEntry): boolean {
  return type === "edited" || type === "deleted" || (type === "system" && pins.test(text));
}

const pins = /"action":"(un)?pin"/;

function changed(before: SearchDocument, event: Partial<RoomEvent>, { seq, type }: SearchedEntry) {
  if (type === "deleted") return undefined;
  if (type === "system") return { ...before, pinned: event.action === "pin", asOf: seq };
  // The text of an edit is taken out of the log with the message that is deleted later.
  if (typeof event.content !== "string" || event.deleted !== undefined) return before;
  return {
    ...before,
    content: event.content,
    mentions: event.mentions ?? [],
    mentionsRoom: event.mentions_room === true,
    edited: true,
    asOf: seq,
  };
}

/** `undefined`: it was deleted since. */
function documentOf(event: Partial<RoomEvent> & Attached, { seq, type }: SearchedEntry): SearchDocument | undefined {
  if (event.deleted !== undefined || typeof event.content !== "string") return undefined;
  const at = Date.parse(event.timestamp ?? "");
  const attachments = Array.isArray(event.attachments) ? event.attachments : [];
  return {
    seq,
    id: event.id ?? "",
    sender: event.user_id ?? "",
    username: event.username ?? "",
    at: Number.isNaN(at) ? 0 : at,
    type: type === "reply" ? "reply" : "text",
    ...(event.thread === undefined ? {} : { thread: event.thread }),
    content: event.content,
    files: attachments.map(({ name }) => typeof name === "string" ? name : ""),
    image: attachments.some(({ type }) => typeof type === "string" && type.startsWith("image/")),
    mentions: event.mentions ?? [],
    mentionsRoom: event.mentions_room === true,
    pinned: false,
    edited: false,
    asOf: seq,
  };
}

function eventOf({ text }: SearchedEntry): Partial<RoomEvent> & Attached {
  return JSON.parse(text) as Partial<RoomEvent> & Attached;
}

const link = /\bhttps?:\/\/\S/i;

/** Under what a message is found besides its words. Letters and digits only. */
export function tagsOf(room: Id, document: SearchDocument): string[] {
  const { sender, content, files, image, mentions, mentionsRoom, pinned } = document;
  return [
    tag.room(room),
    tag.sender(sender),
    ...mentions.map(tag.mention),
    ...(mentionsRoom ? [tag.mentionRoom] : []),
    ...(files.length > 0 ? [tag.has("file")] : []),
    ...(image ? [tag.has("image")] : []),
    ...(link.test(content) ? [tag.has("link")] : []),
    ...(pinned ? [tag.pinned] : []),
  ];
}

export const tag = {
  room: (id: Id) => `r${id}`,
  sender: (id: Id) => `u${id}`,
  mention: (id: Id) => `m${id}`,
  mentionRoom: "mroom",
  has: (what: "file" | "image" | "link") => `h${what}`,
  pinned: "pinned",
} as const;

/** Everything of a message that words are looked for in. */
export function searchedText({ content, files }: Pick<SearchDocument, "content" | "files">): string {
  return files.length === 0 ? content : [content, ...files].join("\n");
}
