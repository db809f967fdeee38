import type { LogFields } from "../../ports/log.ts";

/** Longest text of one field, UTF-16 units: a stack fits, a pasted book does not. Longer ones are cut. */
export const fieldCharsMax = 2_000;
/** Entries of a list or object that are shown. */
const entriesMax = 50;
/** How deep objects are shown. */
const depthMax = 5;

const hidden = "[hidden]";
const secretKey = /token|ticket|passw|secret|authorization|cookie|credential|api_?key|hash$/i;
/** What secrets look like wherever they turn up: JWTs, bcrypt hashes, bearer headers, credentials in addresses. */
const secretShapes: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, hidden],
  [/\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}/g, hidden],
  [/\b(bearer)\s+[\w.~+/-]+=*/gi, `$1 ${hidden}`],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, `$1${hidden}@`],
  [/([?&](?:token|ticket|password|secret|key)=)[^&\s"']*/gi, `$1${hidden}`],
];

/**
 * Makes fields fit for a log line: secrets hidden (a second line of defence: none should have been passed), long texts,
 * lists and depths cut, errors spelt out with their causes, cycles broken. Never throws.
 */
export function cleanFields(fields: LogFields): Record<string, unknown> {
  try {
    return cleanEntries(fields, 0, new Set());
  } catch (fault) {
    return { unreadable_fields: cleanText(String(fault)) };
  }
}

/** Hides what looks like a secret and cuts what is too long. */
export function cleanText(text: string): string {
  const short = text.length > fieldCharsMax ? `${text.slice(0, fieldCharsMax)}… (${text.length} characters)` : text;
  return secretShapes.reduce((clean, [shape, shown]) => clean.replace(shape, shown), short.toWellFormed());
}

function cleanEntries(object: object, depth: number, above: Set<unknown>): Record<string, unknown> {
  const entries = Object.entries(object);
  const clean: Record<string, unknown> = {};
  for (const [key, value] of entries.slice(0, entriesMax)) {
    if (value === undefined) continue;
    clean[key] = secretKey.test(key) && isOpaque(value) ? hidden : cleanValue(value, depth + 1, above);
  }
  if (entries.length > entriesMax) clean["…"] = `${entries.length - entriesMax} more`;
  return clean;
}

/** Counts and flags such as `tokens: 3` are no secrets, whatever they are called. */
function isOpaque(value: unknown): boolean {
  return typeof value !== "number" && typeof value !== "boolean" && value !== null;
}

function cleanValue(value: unknown, depth: number, above: Set<unknown>): unknown {
  switch (typeof value) {
    case "string":
      return cleanText(value);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
      return value;
    case "object":
      return value === null ? null : cleanObject(value, depth, above);
    default:
      return cleanText(String(value));
  }
}

function cleanObject(value: object, depth: number, above: Set<unknown>): unknown {
  if (above.has(value)) return "[circular]";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[invalid date]" : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= depthMax) return Array.isArray(value) ? `[${value.length} entries]` : "[object]";
  above.add(value);
  try {
    if (value instanceof Error) return cleanError(value, depth, above);
    if (value instanceof Map) return cleanEntries(Object.fromEntries(value), depth, above);
    if (value instanceof Set) return cleanList([...value], depth, above);
    if (Array.isArray(value)) return cleanList(value, depth, above);
    return cleanEntries(value, depth, above);
  } finally {
    above.delete(value);
  }
}

function cleanList(list: readonly unknown[], depth: number, above: Set<unknown>): unknown[] {
  const clean = list.slice(0, entriesMax).map((value) => cleanValue(value, depth + 1, above));
  if (list.length > entriesMax) clean.push(`… ${list.length - entriesMax} more`);
  return clean;
}

function cleanError(error: Error, depth: number, above: Set<unknown>): Record<string, unknown> {
  const clean: Record<string, unknown> = { name: cleanText(error.name), message: cleanText(error.message) };
  if ("code" in error && error.code !== undefined) clean["code"] = cleanValue(error.code, depth + 1, above);
  if (error.stack !== undefined) clean["stack"] = cleanText(error.stack);
  if (error.cause !== undefined) clean["cause"] = cleanValue(error.cause, depth + 1, above);
  return clean;
}
