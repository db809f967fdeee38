import { getRotatingFileSink } from "@logtape/file";
import type { LogRecord, Sink } from "@logtape/logtape";
import type { Log, LogFields, LogLevel } from "../../ports/log.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import { type ByteSink, LineWriter } from "./line_writer.ts";
import { jsonLineFormat, type LogFormat, prettyFormat } from "./log_format.ts";

export interface SystemLogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Colours in the pretty format. */
  readonly colors?: boolean;
  /** A file that gets the same lines as JSON: 10 MiB, then the next, five of them. Made with mode 0600. */
  readonly file?: string | undefined;
  readonly output: ByteSink;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface SystemLog extends Log {
  /** Takes effect with the next line. */
  setLevel(level: LogLevel): void;
  /** Resolves when all lines have left. Later lines are dropped. */
  close(): Promise<void>;
}

const fileBytesMax = 10 * 1_048_576;
const filesMax = 5;
/** Lines reach the file at most this much later. */
const fileFlushMs = 1_000;

const weight = { debug: 0, info: 1, warn: 2, error: 3 } as const satisfies Record<LogLevel, number>;
const recordLevel = { debug: "debug", info: "info", warn: "warning", error: "error" } as const;

/**
 * The log of a running server: to the console, and to a file where one is named.
 * Throws `ParleyError("unavailable")` when the file cannot be written.
 */
export function createSystemLog(options: SystemLogOptions): SystemLog {
  const format = options.format === "json" ? jsonLineFormat() : prettyFormat(options.colors ?? false);
  const writer = new LineWriter(options.output);
  const file = options.file === undefined ? undefined : openFile(options.file);
  let least = weight[options.level];
  let open = true;

  const write = (level: LogLevel, message: string, fields: LogFields = {}): void => {
    if (!open || weight[level] < least) return;
    const record: LogRecord = {
      category: ["parley"],
      level: recordLevel[level],
      message: [message],
      rawMessage: message,
      timestamp: options.now(),
      properties: fields,
    };
    writer.write(format(record));
    file?.(record);
  };

  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
    setLevel: (level) => void (least = weight[level]),
    async close() {
      open = false;
      await writer.flush();
      await file?.[Symbol.asyncDispose]?.();
    },
  };
}

/** Non-blocking sinks end asynchronously, though their type says otherwise. */
type FileSink = Sink & Partial<AsyncDisposable>;

function openFile(path: string): FileSink {
  try {
    // The file exists before the sink opens it, so that it is born readable by its owner alone.
    Deno.openSync(path, { create: true, append: true, mode: 0o600 }).close();
    return getRotatingFileSink(path, {
      formatter: jsonLineFormat(),
      maxSize: fileBytesMax,
      maxFiles: filesMax,
      flushInterval: fileFlushMs,
      nonBlocking: true,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ParleyError("unavailable", `The log file "${path}" cannot be written (${reason}): change LOG_FILE`, {
      cause,
    });
  }
}
