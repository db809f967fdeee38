/** What a page says of itself: texts of strangers, not cut and not cleaned. */
export interface LinkFacts {
  /** The name of the host that answered at last, behind all redirects. */
  readonly host: string;
  readonly title?: string;
  readonly description?: string;
  readonly site?: string;
  /** The bytes of a picture, in whatever format: what they really are is not known. */
  readonly picture?: Uint8Array<ArrayBuffer>;
}

/**
 * Reads what stands at an address that a user named.
 *
 * Laws: never rejects, and takes no longer than some multiple of `linkMsMax`; never connects to anything but port 80 and 443 of
 * an address of the public internet, whatever a name, a redirect or a page says; sends nothing of whoever asks; reads a bounded
 * number of bytes; runs nothing of what it reads.
 */
export interface LinkReader {
  /** `undefined`: there is nothing to be shown, for whatever reason. */
  read(url: string): Promise<LinkFacts | undefined>;
  close(): Promise<void>;
}
