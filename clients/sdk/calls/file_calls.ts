import type { FileView } from "../../../src/protocol/file.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { CallOptions } from "../entities.ts";
import { type UploadDeps, uploadFile, type UploadOptions } from "../uploads.ts";

export type FilePart = "content" | "thumbnail";

/** What messages carry. */
export function fileCalls(
  deps: () => UploadDeps,
  url: () => string,
  open: (where: string, signal?: AbortSignal) => Promise<Response>,
) {
  return {
    /** See {@link uploadFile}. */
    upload: (room: Id, file: Blob, options?: UploadOptions): Promise<FileView> =>
      uploadFile(deps(), room, file, options),
    get: async (id: Id, options?: CallOptions): Promise<FileView> =>
      (await deps().exchange<FileView>(`/files/${id}`, { ...options })).body,
    /** An own one that no message carries. */
    remove: async (id: Id, options?: CallOptions): Promise<void> => {
      await deps().exchange(`/files/${id}`, { method: "DELETE", ...options });
    },
    /** Its bytes, as they come. For pages of other origins, which have no cookie for {@link address}. */
    open: (id: Id, part: FilePart = "content", options: CallOptions = {}): Promise<Response> =>
      open(`/files/${id}/${part}`, options.signal),
    /** What a page of the server itself can show: its cookie says who asks. */
    address: (id: Id, part: FilePart = "content"): string => `${url()}/api/files/${id}/${part}`,
  };
}
