import { ParleyError } from "../../protocol/parley_error.ts";
import type { FileActions } from "./file_actions.ts";

/** Of a server that keeps no files. */
export const noFiles: FileActions = {
  bytesMax: 0,
  begin: refused,
  write: refused,
  upload: refused,
  parts: refused,
  view: refused,
  open: refused,
  remove: refused,
  attach: refused,
};

function refused(): Promise<never> {
  return Promise.reject(new ParleyError("not_found", "This server keeps no files"));
}
