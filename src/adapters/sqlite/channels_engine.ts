import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Channel, ChannelChange } from "../../ports/channels.ts";
import type { AuditRecord } from "../../protocol/audit.ts";
import type { Id } from "../../protocol/id.ts";
import type { AuditEngine } from "./audit_engine.ts";
import type { Transactions } from "./transaction.ts";

export interface ChannelsEngine {
  createChannel(channel: Channel, record?: AuditRecord): void;
  channelById(id: Id): Channel | undefined;
  listChannels(): readonly Channel[];
  updateChannel(id: Id, change: ChannelChange, record?: AuditRecord): Channel | undefined;
  removeChannel(id: Id, record?: AuditRecord): boolean;
  visitorRoom(channel: Id, visitor: Id): Id | undefined;
  claimRoom(channel: Id, visitor: Id, room: Id): Id;
}

export function createChannelsEngine(
  db: DatabaseSync,
  transactions: Transactions,
  audit: Pick<AuditEngine, "add">,
): ChannelsEngine {
  const insert = db.prepare("INSERT INTO channels (id, created_at, settings) VALUES (?, ?, ?)");
  const find = db.prepare("SELECT settings FROM channels WHERE id = ?");
  const all = db.prepare("SELECT settings FROM channels ORDER BY created_at, id");
  const set = db.prepare("UPDATE channels SET settings = ? WHERE id = ?");
  const remove = db.prepare("DELETE FROM channels WHERE id = ?");
  const roomOf = db.prepare("SELECT room FROM channel_visitors WHERE channel = ? AND visitor = ?");
  const claim = db.prepare(
    "INSERT INTO channel_visitors (channel, visitor, room) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  );

  function update(id: Id, change: ChannelChange, record?: AuditRecord): Channel | undefined {
    const channel = channelOf(find.get(id));
    if (channel === undefined) return undefined;
    const changed = { ...channel, ...change };
    set.run(JSON.stringify(changed), id);
    audit.add(record);
    return changed;
  }

  function visitorRoom(channel: Id, visitor: Id): Id | undefined {
    const row = roomOf.get(channel, visitor);
    return row === undefined ? undefined : String(row.room);
  }

  return {
    createChannel: (channel, record) =>
      transactions.write(() => {
        insert.run(channel.id, channel.createdAt, JSON.stringify(channel));
        audit.add(record);
      }),
    channelById: (id) => channelOf(find.get(id)),
    listChannels: () => all.all().map((row) => channelOf(row)!),
    updateChannel: (id, change, record) => transactions.write(() => update(id, change, record)),
    removeChannel: (id, record) =>
      transactions.write(() => {
        const removed = remove.run(id).changes === 1;
        if (removed) audit.add(record);
        return removed;
      }),
    visitorRoom,
    claimRoom: (channel, visitor, room) =>
      transactions.write(() => {
        claim.run(channel, visitor, room);
        return visitorRoom(channel, visitor)!;
      }),
  };
}

function channelOf(row: Record<string, SQLOutputValue> | undefined): Channel | undefined {
  return row === undefined ? undefined : JSON.parse(String(row.settings)) as Channel;
}
