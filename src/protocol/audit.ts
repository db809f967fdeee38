import * as z from "zod";
import { pageEntriesDefault, pageEntriesMax } from "../limits.ts";
import { type Effect, roles, type RoomEvent, type SettingsChange } from "./event.ts";
import { type Id, idSchema } from "./id.ts";
import { userRefSchema } from "./moderation.ts";

/**
 * What is recorded: what somebody does by a right that not everybody has, or with the administrator's key. The first ones are
 * named as the events of the room are that say the same.
 */
export const auditActions = [
  "add",
  "remove",
  "role",
  "transfer",
  "ban",
  "unban",
  "mute",
  "unmute",
  "change",
  "delete",
  "delete_message",
  "make_invite",
  "revoke_invite",
  "decide_report",
  "disable_account",
  "enable_account",
  "erase_account",
  "make_channel",
  "change_channel",
  "renew_channel_secret",
  "remove_channel",
] as const;
export type AuditAction = (typeof auditActions)[number];

/** One act: never changed, and never removed, not even with its room. */
export const auditRecordSchema = z.object({
  /** Of the event; of what is none, its own. */
  id: idSchema,
  at: z.iso.datetime(),
  action: z.enum(auditActions),
  /** Who acted. Absent: the administrator, by the key of the settings. */
  actor: userRefSchema.optional(),
  room_id: idSchema.optional(),
  /** Of the event, in the room's log. */
  seq: z.int().optional(),
  /** To whom it was done; of a message, whose it was. */
  target: userRefSchema.optional(),
  /** The message, by its seq. */
  of: z.int().optional(),
  reason: z.string().optional(),
  until: z.iso.datetime().optional(),
  role: z.enum(roles).optional(),
  /** What else there is to say: the settings that were changed, an invitation's terms, how a report was decided. */
  details: z.record(z.string(), z.unknown()).optional(),
});
export type AuditRecord = z.infer<typeof auditRecordSchema>;

export const auditPageSchema = z.object({ records: z.array(auditRecordSchema) });

const digits = z.string().regex(/^\d{1,15}$/, "Expected a whole number").transform(Number);

/** Newest first; `before`: the `id` of the last one of the page before. `jsonl`: all of them, a line each. */
export const auditQuerySchema = z.strictObject({
  action: z.enum(auditActions).optional(),
  actor: idSchema.optional(),
  before: idSchema.optional(),
  limit: digits.pipe(z.int().min(1).max(pageEntriesMax)).meta({ type: "integer" }).default(pageEntriesDefault),
  format: z.enum(["json", "jsonl"]).optional(),
});

/** Of the whole server. */
export const serverAuditQuerySchema = auditQuerySchema.extend({ room: idSchema.optional() });

/**
 * The record of an entry of a room's log; `undefined`: it is no act of administration.
 *
 * @param entry `text`: the {@link RoomEvent} as JSON.
 * @param original The entry that a deletion is about, as JSON; a tombstone does as well.
 */
export function auditOf(
  entry: { readonly id: Id; readonly sender: Id; readonly text: string },
  effect: Effect,
  original?: string,
): AuditRecord | undefined {
  const { sender } = entry;
  switch (effect.kind) {
    case "member_joined":
      return effect.user.id === sender ? undefined : recordOf(entry, "add");
    case "member_left":
      return effect.user_id === sender ? undefined : recordOf(entry, "remove");
    case "role_changed":
      return recordOf(entry, "role");
    case "owner_changed":
      return recordOf(entry, "transfer");
    case "banned":
      return recordOf(entry, "ban");
    case "unbanned":
      return recordOf(entry, "unban");
    case "muted":
      return recordOf(entry, "mute");
    case "unmuted":
      return recordOf(entry, "unmute");
    case "room_changed":
      return { ...recordOf(entry, "change"), details: shownSettings(effect.settings) };
    case "room_deleted":
      return { ...recordOf(entry, "delete"), ...(effect.name !== undefined && { details: { name: effect.name } }) };
    case "message_deleted": {
      const { user_id: id, username } = JSON.parse(original ?? "{}") as Partial<RoomEvent>;
      if (id === undefined || username === undefined || id === sender) return undefined;
      return { ...recordOf(entry, "delete_message"), target: { id, username }, of: effect.of };
    }
    default:
      return undefined;
  }
}

function recordOf({ id, text }: { readonly id: Id; readonly text: string }, action: AuditAction): AuditRecord {
  const { room_id, user_id, username, timestamp: at, seq, target, reason, until, role } = JSON.parse(
    text,
  ) as RoomEvent;
  return {
    id,
    at,
    action,
    actor: { id: user_id, username },
    room_id,
    seq,
    ...(target !== undefined && { target }),
    ...(reason !== undefined && { reason }),
    ...(until !== undefined && { until }),
    ...(role !== undefined && { role }),
  };
}

/** Of a password only that there is one. */
function shownSettings({ password_hash, ...settings }: SettingsChange): Record<string, unknown> {
  if (password_hash === undefined) return settings;
  return { ...settings, password: password_hash === null ? "removed" : "set" };
}

/** Where a record stands among all: by time, in a room as its log has them. Texts that compare as the records do. */
export function auditPlace({ at, seq = 0, id }: AuditRecord): string {
  return `${at} ${String(seq).padStart(12, "0")} ${id}`;
}
