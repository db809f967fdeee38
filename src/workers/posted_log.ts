import type { SystemLog } from "../adapters/system/log.ts";
import { cleanFields } from "../adapters/system/log_fields.ts";
import type { LogFields, LogLevel } from "../ports/log.ts";
import type { FromNode } from "./node_messages.ts";

const weight = { debug: 0, info: 1, warn: 2, error: 3 } as const satisfies Record<LogLevel, number>;

/**
 * The log of a node's thread: one thread writes the lines of all, so that they come out whole and a file is turned once.
 * What is below the level never leaves the thread; fields are made plain here, since errors do not travel.
 */
export function createPostedLog(post: (message: FromNode) => void, level: LogLevel): SystemLog {
  let least = weight[level];
  let open = true;
  const write = (level: LogLevel, message: string, fields: LogFields = {}): void => {
    if (open && weight[level] >= least) post({ kind: "log", level, message, fields: cleanFields(fields) });
  };
  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
    setLevel: (level) => void (least = weight[level]),
    close() {
      open = false;
      return Promise.resolve();
    },
  };
}
