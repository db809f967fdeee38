import { clockSkewSeconds, inviteKeptMs } from "../../limits.ts";
import type { Collections } from "./documents.ts";

/** Names of the indexes that say why a write was refused. */
export const indexNames = {
  seq: "room_seq",
  clientId: "room_client_keys",
  roomName: "name_of_rooms",
  username: "username",
  email: "email",
  revocation: "number",
} as const;

/** Long after nobody would take a token any more: that they go at all only saves room. */
const forgetAfterSeconds = clockSkewSeconds + 3_600;

/**
 * Makes the indexes that are not there, and the collections with them. Repeating it,
 * also from several nodes at once, is harmless. In a database of some size a new one takes its time.
 */
export async function ensureIndexes(
  { log, rooms, members, accounts, spent, revoked, invites, blocks, uncounted, tombstones, jobs, jobPieces }:
    Collections,
): Promise<void> {
  await log.createIndexes([
    // Each entry of each batch has its own key: of two batches that share a seq or a client_id, one is refused.
    { key: { room: 1, "entries.seq": 1 }, name: indexNames.seq, unique: true },
    {
      key: { room: 1, keys: 1 },
      name: indexNames.clientId,
      unique: true,
      partialFilterExpression: { keys: { $exists: true } },
    },
    { key: { room: 1, to: 1 }, name: "room_to" },
    { key: { room: 1, "entries.sender": 1, to: 1 }, name: "room_sender_to" },
    { key: { pending: 1, room: 1, to: 1 }, name: "pending", partialFilterExpression: { pending: true } },
  ]);
  await rooms.createIndexes([
    { key: { name: 1 }, name: indexNames.roomName, unique: true, partialFilterExpression: { deleted: false } },
    { key: { deleted: 1 }, name: "deleted", partialFilterExpression: { deleted: true } },
  ]);
  await members.createIndexes([
    { key: { room: 1, gone: 1, joined_at: 1, user: 1 }, name: "room_joined" },
    { key: { user: 1, gone: 1, room: 1 }, name: "user_room" },
    {
      key: { room: 1, guest_name: 1 },
      name: "room_guests",
      partialFilterExpression: { guest_name: { $exists: true } },
    },
    { key: { room: 1, "ban.seq": -1 }, name: "room_bans", partialFilterExpression: { "ban.active": true } },
    { key: { room: 1, "mute.seq": -1 }, name: "room_mutes", partialFilterExpression: { "mute.active": true } },
  ]);
  await accounts.createIndexes([
    { key: { usernameFolded: 1 }, name: indexNames.username, unique: true },
    { key: { email: 1 }, name: indexNames.email, unique: true },
  ]);
  await blocks.createIndexes([{ key: { user: 1, at: -1 }, name: "user_at" }]);
  await spent.createIndexes([{ key: { expires: 1 }, name: "expiry", expireAfterSeconds: forgetAfterSeconds }]);
  await invites.createIndexes([{ key: { room: 1, created_at: -1 }, name: "room_created" }, {
    key: { expires: 1 },
    name: "expiry",
    expireAfterSeconds: inviteKeptMs / 1_000,
  }]);
  await jobs.createIndexes([{ key: { job: 1 }, name: "job", unique: true }, {
    key: { finished_at: 1, created_at: 1 },
    name: "open",
  }]);
  await jobPieces.createIndexes([{ key: { job: 1 }, name: "job" }]);
  await uncounted.createIndexes([
    { key: { room: 1, seq: 1 }, name: "room_seq", unique: true },
    { key: { room: 1, type: 1, seq: 1 }, name: "room_type_seq" },
  ]);
  await tombstones.createIndexes([{ key: { room: 1, seq: 1 }, name: "room_seq", unique: true }]);
  // Not by the database's own expiry: the highest number must stay.
  await revoked.createIndexes([{ key: { expires: 1 }, name: "expiry" }, {
    key: { number: 1 },
    name: indexNames.revocation,
    unique: true,
  }]);
}
