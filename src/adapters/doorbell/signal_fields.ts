import { appendEventsMax, clientIdCharsMax, contentCodePointsMax, readsBatchMax } from "../../limits.ts";
import type { Carried, Handed } from "../../ports/broker.ts";
import type { LogEntry } from "../../ports/event_log.ts";
import type { ReadMark } from "../../ports/reads.ts";
import type { Effect } from "../../protocol/event.ts";
import { isId } from "../../protocol/id.ts";

/** An object of JSON whose fields nobody has looked at. */
export type Unread = Readonly<Record<string, unknown>>;

export function objectIn(text: string): Unread | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

/** The entries up to `head`, if each is what a store would answer for its place in this room; else nothing of them. */
export function carriedIn(room: string, head: number, epoch: unknown, cells: unknown): Carried | undefined {
  if (typeof epoch !== "string" || epoch === "" || !Array.isArray(cells) || cells.length === 0) return undefined;
  if (cells.length > head) return undefined;
  const entries: LogEntry[] = [];
  for (const [i, row] of cells.entries()) {
    const entry = Array.isArray(row) ? entryIn(room, head - cells.length + 1 + i, row) : undefined;
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return { epoch, entries };
}

function entryIn(room: string, seq: number, row: readonly unknown[]): LogEntry | undefined {
  const [id, type, sender, text, clientId, effect] = row;
  if (!isId(id) || !isId(sender) || typeof type !== "string" || typeof text !== "string") return undefined;
  if (clientId !== undefined && clientId !== null && typeof clientId !== "string") return undefined;
  if (effect !== undefined && !isEffect(effect)) return undefined;
  // It goes to sockets as it is: it must be the one event of this place, in one line.
  const event = text.includes("\n") ? undefined : objectIn(text);
  if (event === undefined || event["id"] !== id || event["seq"] !== seq || event["room_id"] !== room) return undefined;
  if (event["type"] !== type || event["user_id"] !== sender) return undefined;
  return {
    seq,
    id,
    type: type as LogEntry["type"],
    sender,
    text,
    ...(typeof clientId === "string" ? { clientId } : {}),
    ...(effect === undefined ? {} : { effect }),
  };
}

/** Which kinds there are is the affair of whoever folds them, of a store's entries as of these. */
function isEffect(value: unknown): value is Effect {
  return isObject(value) && typeof value["kind"] === "string";
}

function isObject(value: unknown): value is Unread {
  return typeof value === "object" && value !== null;
}

export function marksIn(values: unknown): readonly ReadMark[] | undefined {
  if (!Array.isArray(values) || values.length > readsBatchMax) return undefined;
  const marks = values.flatMap((value) => {
    if (!isObject(value)) return [];
    const { room, user, seq, rewinds } = value;
    if (!isId(room) || !isId(user)) return [];
    if (rewinds === undefined || rewinds === 0) return isCount(seq) ? [{ room, user, seq }] : [];
    // Set back, it may be at the beginning.
    return isCount(rewinds) && (seq === 0 || isCount(seq)) ? [{ room, user, seq, rewinds }] : [];
  });
  return marks.length === values.length ? marks : undefined;
}

export function handedIn(values: unknown): readonly Handed[] | undefined {
  if (!Array.isArray(values) || values.length === 0 || values.length > appendEventsMax) return undefined;
  return values.every(isHanded) ? values : undefined;
}

function isHanded(value: unknown): value is Handed {
  if (!isObject(value)) return false;
  const { id, actor, intent } = value;
  if (!isId(id) || !isObject(actor) || !isObject(intent)) return false;
  if (!isId(actor["id"]) || typeof actor["username"] !== "string") return false;
  const { kind, content, clientId } = intent;
  return kind === "text" && typeof content === "string" && content.length <= 2 * contentCodePointsMax &&
    typeof clientId === "string" && clientId.length >= 1 && clientId.length <= clientIdCharsMax;
}
