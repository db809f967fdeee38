import * as z from "zod";
import { attachmentsMax, fileNameCharsMax } from "../limits.ts";
import { idSchema } from "./id.ts";

/** A file as messages carry it. Where its bytes are: `/api/files/{id}/content`. */
export interface Attachment {
  readonly id: string;
  /** As its sender named it, without what no file system takes. */
  readonly name: string;
  /** By its content, whatever its sender says; `application/octet-stream` where that is not known. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Of pictures, in pixels, as they are shown. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Of pictures: some 25 bytes, base64, of which a blurred one can be drawn (ThumbHash). */
  readonly blur?: string | undefined;
  /** There is a small one at `/api/files/{id}/thumbnail`. */
  readonly thumbnail?: true | undefined;
  /** Of sounds and films, seconds: as its sender says. */
  readonly duration?: number | undefined;
}

export const attachmentSchema = z.object({
  id: idSchema,
  name: z.string(),
  type: z.string(),
  size: z.int().min(0),
  width: z.int().min(1).optional(),
  height: z.int().min(1).optional(),
  blur: z.string().optional(),
  thumbnail: z.literal(true).optional(),
  duration: z.number().optional(),
});

/** A file that is being uploaded or was: as its uploader, and who may read a message it is attached to, sees it. */
export const fileSchema = attachmentSchema.extend({
  room_id: idSchema,
  /** Bytes that have come so far and are kept. */
  offset: z.int().min(0),
  /** Everything has come, and the file can be attached. */
  complete: z.boolean(),
  /** What lacks can be put into the store of objects itself: ask for `/api/files/{id}/parts`. */
  direct: z.literal(true).optional(),
});

export type FileView = z.infer<typeof fileSchema>;

/** A file on its way, with some of the parts that lack, each to be put at its address as it is. */
export const filePartsSchema = fileSchema.extend({
  parts: z.array(z.object({
    /** Where in the file it begins. */
    offset: z.int().min(0),
    /** Bytes: no more and no fewer are taken. */
    size: z.int().min(1),
    /** Takes one `PUT` after the other until it expires. */
    address: z.string(),
  })),
});

export type FileParts = z.infer<typeof filePartsSchema>;

/** The files that a message is to carry, by their ids. */
export const attachmentIdsSchema = z.array(idSchema).min(1).max(attachmentsMax).refine(
  (ids) => new Set(ids).size === ids.length,
  "Expected each file once",
);

/** What the query of an upload in one request says. */
export const fileQuerySchema = z.strictObject({
  name: z.string().min(1).max(fileNameCharsMax),
  /** Of sounds and films, seconds. */
  duration: z.string().regex(/^\d{1,6}(\.\d{1,3})?$/, "Expected seconds").optional(),
});
