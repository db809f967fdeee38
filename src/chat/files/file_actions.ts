import type { BlobHeaders, MissingPart } from "../../ports/blobs.ts";
import type { Attachment, FileView } from "../../protocol/file.ts";
import type { Id } from "../../protocol/id.ts";
import type { Principal } from "../../protocol/principal.ts";

/** A file that somebody is about to send. */
export interface Announced {
  readonly name: string;
  /** Bytes. */
  readonly length: number;
  /** Of sounds and films, seconds. */
  readonly duration?: number | undefined;
}

/** What the bytes of one request must come to, or none of them counts. */
export interface Checksum {
  readonly algorithm: "sha1" | "sha256";
  readonly digest: Uint8Array;
}

/** Some more of a file. */
export interface Piece {
  /** Where it begins: all that came before, and nothing else, has come. */
  readonly offset: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly checksum?: Checksum | undefined;
}

/** A file as far as it has come. */
export interface Upload {
  readonly view: FileView;
  /** Bytes as announced. */
  readonly length: number;
  /** When it is given up if nothing more comes of it, milliseconds since 1970; absent: it is not. */
  readonly expiresAt?: number;
}

/** A file as far as it has come, and where some of the rest can be put without this server. */
export interface PartsLeft {
  readonly view: FileView;
  readonly missing: readonly MissingPart[];
}

/** What is given out of a file. */
export interface OpenedFile {
  readonly id: Id;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Browsers may show it; everything else is only saved. */
  readonly inPlace: boolean;
  /** From `start` up to, not including, `end`. */
  read(start: number, end: number): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  /** Where it is to be had without this server, for a minute and with these headers; absent: nowhere. */
  address?(as: BlobHeaders): Promise<string>;
}

/** The files that a message on its way is to carry, in the order they were named. */
export interface AttachmentRequest {
  readonly room: Id;
  readonly sender: Id;
  readonly ids: readonly Id[];
  /** Of the message: sent again, it carries what it carries already. */
  readonly clientId?: string | undefined;
}

/**
 * What users do with files. Who may not know of one is told `not_found`, as of one that does not exist: a file that no
 * message carries is there for its sender alone, and one that is carried for who may read one of those rooms at the moment.
 */
export interface FileActions {
  /** The largest file, bytes; 0: any size. */
  readonly bytesMax: number;
  /** Where parts of files can be put without this server: `https://host`; absent: nowhere. */
  readonly directOrigin?: string | undefined;
  /** Throws `too_large`, `quota_reached`, and what keeps its sender from writing in the room. */
  begin(actor: Principal, room: Id, file: Announced): Promise<Upload>;
  /** Throws `upload_conflict` where the piece does not fit, `checksum_mismatch`, `too_large` past the announced length. */
  write(actor: Principal, id: Id, piece: Piece): Promise<Upload>;
  /** An own one that no message carries. */
  upload(actor: Principal, id: Id): Promise<Upload>;
  /** Of an own upload: what lacks, and the file as soon as nothing does. Throws `not_found` where there is no such way. */
  parts(actor: Principal, id: Id): Promise<PartsLeft>;
  view(actor: Principal, id: Id): Promise<FileView>;
  open(actor: Principal, id: Id, part: "content" | "thumbnail"): Promise<OpenedFile>;
  /** An own one that no message carries. */
  remove(actor: Principal, id: Id): Promise<void>;
  /** Throws `invalid` where one is not complete, not the actor's own for this room, or carried by another message. */
  attach(actor: Principal, request: Omit<AttachmentRequest, "sender">): Promise<readonly Attachment[]>;
}
