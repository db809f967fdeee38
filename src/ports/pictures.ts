/** What is made of a picture to show it before it is there. */
export interface Preview {
  readonly type: "image/jpeg" | "image/png";
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** ThumbHash of it, base64. */
  readonly blur: string;
}

/**
 * Unpacks pictures, away from the thread that chats. Law: never rejects. What cannot be unpacked, or not in time, or while
 * too many wait, has no preview.
 */
export interface Pictures {
  /** @param turned How the pixels lie: EXIF's orientation, 1 to 8. */
  preview(bytes: Uint8Array<ArrayBuffer>, turned: number): Promise<Preview | undefined>;
  close(): Promise<void>;
}

/** Where nothing unpacks pictures, none has a small copy. */
export const noPictures: Pictures = { preview: () => Promise.resolve(undefined), close: () => Promise.resolve() };
