import type { FileRecord, FileShape } from "../../ports/files.ts";
import type { Attachment, FileView } from "../../protocol/file.ts";
import type { Upload } from "./file_actions.ts";
import { unknownType } from "./file_type.ts";

/** A complete file as messages carry it. */
export function attachmentOf(file: FileRecord, shape: FileShape): Attachment {
  const { type, size, width, height, blur, thumbnail } = shape;
  const plays = /^(audio|video)\//.test(type);
  return {
    id: file.id,
    name: file.name,
    type,
    size,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(blur !== undefined && { blur }),
    ...(thumbnail !== undefined && { thumbnail: true }),
    ...(plays && file.duration !== undefined && { duration: file.duration }),
  };
}

export function viewOf(file: FileRecord): FileView {
  const { id, name, room, offset, length, shape } = file;
  const place = { room_id: room, offset, complete: shape !== undefined };
  if (shape === undefined) return { id, name, type: unknownType, size: length, ...place };
  return { ...attachmentOf(file, shape), ...place };
}

export function uploadOf(file: FileRecord): Upload {
  const { length, collectAt } = file;
  return { view: viewOf(file), length, ...(collectAt !== undefined && { expiresAt: collectAt }) };
}
