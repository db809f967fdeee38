import * as z from "zod";
import { attachmentSchema, filePartsSchema, fileSchema } from "../protocol/file.ts";

/** Pieces of the descriptions of routes about files. */
export const tags = ["files"];

const ada = "66a0c1de9b3f4a0012345678";
const room = "66a0c1f19b3f4a0012345679";
const cat = {
  id: ada,
  name: "cat.png",
  type: "image/png",
  size: 48_213,
  width: 800,
  height: 600,
  blur: "3OcRJYB4d3h/iIeHeEh3eIhw+j2w",
  thumbnail: true,
} as const;

export const attachment = attachmentSchema.meta({ id: "Attachment", example: cat });
export const file = fileSchema.meta({ id: "File", example: { ...cat, room_id: room, offset: 48_213, complete: true } });

const begun = { id: ada, name: "film.mp4", type: "application/octet-stream", size: 20_000_000, room_id: room } as const;
const address = `https://parley.s3.eu-central-1.amazonaws.com/78/${ada}/original?partNumber=3&uploadId=…`;
export const fileParts = filePartsSchema.meta({
  id: "FileParts",
  example: {
    ...{ ...begun, offset: 16_777_216, complete: false, direct: true },
    parts: [{ offset: 16_777_216, size: 3_222_784, address }],
  },
});

const binary = { schema: { type: "string", format: "binary" } as const };

export const pieceBody = { required: true, content: { "application/offset+octet-stream": binary } };
export const wholeBody = { required: true, content: { "application/octet-stream": binary } };
export const bytesAnswer = { description: "The bytes", content: { "application/octet-stream": binary } };

/** A header with a text. */
export function header(description: string, example: string) {
  return z.string().meta({ description, example });
}
