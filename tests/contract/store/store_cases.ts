import assert from "node:assert/strict";
import type { AppendResult, LogEntry, SeqRange } from "../../../src/ports/event_log.ts";
import type { NewRoom } from "../../../src/ports/rooms.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { Effect, Role } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { ParleyError } from "../../../src/protocol/parley_error.ts";

/** Each case is a law, told as a sentence, and a function that breaks where an adapter breaks it. */
export type StoreCases = Readonly<Record<string, (store: Store) => Promise<void>>>;

export const at = "2026-01-02T03:04:05.678Z";
export const everything: SeqRange = { after: 0, upTo: Number.MAX_SAFE_INTEGER };

/** The id of a number: the same in every run. */
export function idOf(number: number): Id {
  return number.toString(16).padStart(24, "0");
}

export const ann = idOf(0xa1);
export const bob = idOf(0xb2);
export const eve = idOf(0xe5);

export type EntryParts = Partial<Omit<LogEntry, "seq">>;

export function entry(seq: number, parts: EntryParts = {}): LogEntry {
  return { seq, id: idOf(0x1000 + seq), type: "text", sender: ann, text: `{"seq":${seq}}`, ...parts };
}

/** Entries after `head`, one for each of the parts. */
export function batch(head: number, ...parts: readonly EntryParts[]): LogEntry[] {
  return parts.map((part, i) => entry(head + 1 + i, part));
}

export function joined(user: Id, username: string, role: Role = "member", when = at): EntryParts {
  const effect: Effect = { kind: "member_joined", user: { id: user, username }, role, at: when };
  return { type: "system", sender: user, effect };
}

export const left = (user: Id): EntryParts => ({
  type: "system",
  sender: user,
  effect: { kind: "member_left", user_id: user },
});

export const deleted: EntryParts = { type: "system", effect: { kind: "room_deleted" } };

export function newRoom(number: number, parts: Partial<NewRoom> = {}): NewRoom {
  return {
    id: idOf(number),
    name: `room ${number}`,
    description: "",
    creatorId: ann,
    isPrivate: false,
    createdAt: at,
    epoch: `epoch ${number}`,
    ...parts,
  };
}

/** Makes a room whose log begins with its owner's join: its head is 1. */
export async function makeRoom(store: Store, number: number, parts: Partial<NewRoom> = {}): Promise<Id> {
  const room = newRoom(number, parts);
  assert.equal(await store.rooms.create(room, batch(0, joined(room.creatorId, "Ann", "owner"))), "ok");
  return room.id;
}

/** Appends and insists on `ok`; answers the new head. */
export async function append(store: Store, room: Id, head: number, ...parts: readonly EntryParts[]): Promise<number> {
  assert.deepEqual(await store.log.append(room, head, batch(head, ...parts)), { kind: "ok" });
  return head + parts.length;
}

export async function seqsOf(entries: Promise<readonly LogEntry[]>): Promise<number[]> {
  return (await entries).map(({ seq }) => seq);
}

export function kinds(results: readonly AppendResult[]): string[] {
  return results.map(({ kind }) => kind).sort();
}

export async function assertUnavailable(call: Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error) => error instanceof ParleyError && error.code === "unavailable");
}
