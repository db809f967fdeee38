import type { Channel, ChannelChange, Channels } from "../../ports/channels.ts";
import type { AuditRecord } from "../../protocol/audit.ts";
import type { Id } from "../../protocol/id.ts";
import type { Calls } from "./calls.ts";
import type { ChannelDocument, Collections } from "./documents.ts";
import { refusingIndex } from "./failure.ts";
import { recorded } from "./recorded.ts";

export function createChannels(collections: Collections, calls: Calls): Channels {
  const { channels, visitors } = collections;

  async function update(id: Id, change: ChannelChange, record?: AuditRecord): Promise<Channel | undefined> {
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    if (given.length === 0) return channelOf(await channels.findOne({ _id: id }));
    const set = { $set: Object.fromEntries(given) };
    return await recorded(collections, record, async (within) => {
      const changed = await channels.findOneAndUpdate({ _id: id }, set, { returnDocument: "after", ...within });
      return { answer: channelOf(changed), changed: changed !== null };
    });
  }

  async function claim(channel: Id, visitor: Id, room: Id): Promise<Id> {
    const _id = channel + visitor;
    try {
      await visitors.insertOne({ _id, room });
      return room;
    } catch (error) {
      if (refusingIndex(error) === undefined) throw error;
      const found = await visitors.findOne({ _id });
      if (found === null) throw error;
      return found.room;
    }
  }

  return {
    create: ({ id, ...rest }, record) =>
      calls.run(() =>
        recorded(collections, record, async (within) => {
          await channels.insertOne({ _id: id, ...rest }, within);
          return { answer: undefined, changed: true };
        })
      ),
    byId: (id) => calls.run(async () => channelOf(await channels.findOne({ _id: id }))),
    list: () =>
      calls.run(async () => {
        const found = await channels.find().sort({ createdAt: 1, _id: 1 }).toArray();
        return found.map((document) => channelOf(document)!);
      }),
    update: (id, change, record) => calls.run(() => update(id, change, record)),
    remove: (id, record) =>
      calls.run(() =>
        recorded(collections, record, async (within) => {
          const removed = (await channels.deleteOne({ _id: id }, within)).deletedCount === 1;
          return { answer: removed, changed: removed };
        })
      ),
    roomOf: (channel, visitor) =>
      calls.run(async () => (await visitors.findOne({ _id: channel + visitor }))?.room ?? undefined),
    claim: (channel, visitor, room) => calls.run(() => claim(channel, visitor, room)),
  };
}

function channelOf(found: ChannelDocument | null): Channel | undefined {
  if (found === null) return undefined;
  const { _id, ...rest } = found;
  return { id: _id, ...rest };
}
