import type { Preview } from "../../ports/pictures.ts";

/** What the thread is asked: a picture in any format it knows, and how its pixels lie. */
export interface PreviewTask {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly turned: number;
}

export type PreviewAnswer =
  | { readonly ok: true; readonly preview: Preview }
  | { readonly ok: false; readonly message: string };
