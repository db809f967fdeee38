import type { BlobProgress } from "../../ports/blobs.ts";

/** Where an upload is, as its trail says it. */
export interface Trail {
  /** Name of the multipart upload; "": none is begun. */
  readonly upload: string;
  /** Parts that count. */
  readonly parts: number;
  /** Bytes behind them: too few for a part, so kept in an object of their own. */
  readonly rest: number;
}

export function trailOf({ offset, trail }: BlobProgress): Trail {
  if (trail === "") return { upload: "", parts: 0, rest: offset };
  const [parts = "0", rest = "0", ...upload] = trail.split(" ");
  return { upload: upload.join(" "), parts: Number(parts), rest: Number(rest) };
}

export function trailText({ upload, parts, rest }: Trail): string {
  return upload === "" ? "" : `${parts} ${rest} ${upload}`;
}
