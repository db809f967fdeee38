import type { FileView } from "../../../src/protocol/file.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { CallOptions } from "../entities.ts";
import type { CallTable } from "./call_table.ts";

export type FilePart = "content" | "thumbnail";

/** What messages carry. */
export interface FileCalls {
  get(id: Id, options?: CallOptions): Promise<FileView>;
  /** An own one that no message carries. */
  remove(id: Id, options?: CallOptions): Promise<void>;
}

export const fileCalls: CallTable<FileCalls> = { get: "GET /files/:", remove: "DELETE /files/:" };
