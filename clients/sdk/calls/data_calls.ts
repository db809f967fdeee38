import type { DataJob } from "../../../src/protocol/export.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { CallOptions } from "../entities.ts";
import type { CallTable } from "./call_table.ts";

/** How far it is what the server gathers or deletes; `progress` is 0 to 1. */
export type { DataJob };

/** What one can do about one's own data. */
export interface DataCalls {
  /** Asks for a copy of it; while one is being made, answers that. */
  requestExport(options?: CallOptions): Promise<DataJob>;
  /** How far the copy is. `not_found`: there is none. */
  export(options?: CallOptions): Promise<DataJob>;
  removeExport(options?: CallOptions): Promise<void>;
  /**
   * Deletes the account, or all of a guest, with what it wrote; it cannot be taken back. From then on one is nobody: only
   * {@link erasure} still answers. `wrong_password` where there is an account.
   */
  deleteAccount(password?: string, options?: CallOptions): Promise<DataJob>;
  /** How far a deletion is, by its id; it needs no token. */
  erasure(id: Id, options?: CallOptions): Promise<DataJob>;
}

export const dataCalls: CallTable<DataCalls> = {
  requestExport: "POST /users/me/export",
  export: "GET /users/me/export",
  removeExport: "DELETE /users/me/export",
  deleteAccount: "DELETE /users/me {password}",
  erasure: "GET /erasures/:",
};
