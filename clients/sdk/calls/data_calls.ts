import type { DataJob } from "../../../src/protocol/export.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { CallOptions } from "../entities.ts";
import type { Caller } from "../http.ts";

/** How far it is what the server gathers or deletes; `progress` is 0 to 1. */
export type { DataJob };

/** What one can do about one's own data. */
export function dataCalls(call: Caller, open: (where: string, signal?: AbortSignal) => Promise<Response>) {
  const copy = "/users/me/export";
  return {
    /** Asks for a copy of it; while one is being made, answers that. */
    requestExport: (options?: CallOptions): Promise<DataJob> => call(copy, { method: "POST", ...options }),
    /** How far the copy is. `not_found`: there is none. */
    export: (options?: CallOptions): Promise<DataJob> => call(copy, { ...options }),
    removeExport: (options?: CallOptions): Promise<void> => call(copy, { method: "DELETE", ...options }),
    /** The finished copy: for programs, or a page to read. */
    exportFile: (format: "json" | "html", options: CallOptions = {}): Promise<Response> =>
      open(`${copy}/file?format=${format}`, options.signal),
    /**
     * Deletes the account, or all of a guest, with what it wrote; it cannot be taken back. From then on one is nobody: only
     * {@link erasure} still answers. `wrong_password` where there is an account.
     */
    deleteAccount: (password?: string, options?: CallOptions): Promise<DataJob> =>
      call("/users/me", { method: "DELETE", body: password === undefined ? {} : { password }, ...options }),
    /** How far a deletion is, by its id; it needs no token. */
    erasure: (id: Id, options?: CallOptions): Promise<DataJob> => call(`/erasures/${id}`, { ...options }),
  };
}
