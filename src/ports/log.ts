export type LogLevel = "debug" | "info" | "warn" | "error";

export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Structured log. Laws: never throws, never blocks; no secret (token, ticket, password, hash, address with credentials)
 * and no query string is ever passed in; user text only as a field, so that it is escaped.
 */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** A log that says nothing, for tests and for parts that have none. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
