import type { Files } from "../../ports/files.ts";
import type { EngineCall } from "./lane.ts";

/** The register of files over the engine's calls. */
export function filesPort(write: EngineCall, read: EngineCall): Files {
  return {
    create: (file, quota) => write("createFile", file, quota),
    byId: (id) => read("fileById", id),
    advance: (id, from, { offset, trail, collectAt }) => write("advanceFile", id, from, offset, trail, collectAt),
    complete: (id, shape) => write("completeFile", id, shape),
    keep: (ids, until) => write("keepFiles", ids, until),
    uses: (id, limit) => read("fileUses", id, limit),
    drop: (id) => write("dropFile", id),
    take: (now, limit) => write("takeFiles", now, limit),
    forget: (id) => write("forgetFile", id),
  };
}
