import type { Id } from "../protocol/id.ts";

/** A small picture that a user has uploaded. */
export interface Avatar {
  readonly type: "image/png" | "image/jpeg" | "image/webp";
  /** Of its bytes, hexadecimal: another picture has another. */
  readonly digest: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The uploaded pictures of users, one each. Law: a read sees one picture whole, never parts of two. */
export interface Avatars {
  /** In the place of the one before. */
  put(user: Id, avatar: Avatar): Promise<void>;
  avatarOf(user: Id): Promise<Avatar | undefined>;
  /** Repeating it is harmless. */
  remove(user: Id): Promise<void>;
}
