import type { Scheduled, ScheduledChange, ScheduledMessage } from "../../ports/scheduled.ts";
import type { Id } from "../../protocol/id.ts";
import type { Calls } from "./calls.ts";
import type { Collections, ScheduledDocument } from "./documents.ts";

export function createScheduled({ scheduled }: Pick<Collections, "scheduled">, calls: Calls): Scheduled {
  /** Only of what no node has begun to send: that, the database decides when it writes. */
  async function whyNot(user: Id, id: Id): Promise<"missing" | "sending"> {
    return await scheduled.findOne({ _id: id, user }) === null ? "missing" : "sending";
  }

  async function change(user: Id, id: Id, { content, sendAt }: ScheduledChange) {
    const changed = {
      state: "waiting" as const,
      ...(content === undefined ? {} : { content }),
      ...(sendAt === undefined ? {} : { sendAt }),
    };
    // One that failed is due at no time: it waits for the one it has, or is given.
    const steps = [{ $set: changed }, { $set: { due: "$sendAt" } }, { $unset: "failure" }];
    const found = await scheduled.findOneAndUpdate({ _id: id, user, state: { $ne: "sending" } }, steps, {
      returnDocument: "after",
    });
    return found === null ? await whyNot(user, id) : messageOf(found);
  }

  async function claim(now: number, until: number, limit: number): Promise<readonly ScheduledMessage[]> {
    const claimed: ScheduledMessage[] = [];
    while (claimed.length < limit) {
      const found = await scheduled.findOneAndUpdate(
        { due: { $gt: 0, $lte: now } },
        { $set: { state: "sending", due: until } },
        { sort: { due: 1, _id: 1 }, returnDocument: "after" },
      );
      if (found === null) break;
      claimed.push(messageOf(found));
    }
    return claimed.sort((a, b) => a.sendAt - b.sendAt || (a.id < b.id ? -1 : 1));
  }

  return {
    create: (message, most) =>
      calls.run(async () => {
        const { id, ...rest } = message;
        if (await scheduled.countDocuments({ user: message.user }, { limit: most }) >= most) return "full";
        await scheduled.insertOne({ _id: id, ...rest, state: "waiting", due: message.sendAt });
        return "ok";
      }),
    ofUser: (user) =>
      calls.run(async () => (await scheduled.find({ user }).sort({ sendAt: 1, _id: 1 }).toArray()).map(messageOf)),
    change: (user, id, wanted) => calls.run(() => change(user, id, wanted)),
    remove: (user, id) =>
      calls.run(async () => {
        const { deletedCount } = await scheduled.deleteOne({ _id: id, user, state: { $ne: "sending" } });
        return deletedCount === 1 ? "ok" : await whyNot(user, id);
      }),
    claim: (now, until, limit) => calls.run(() => claim(now, until, limit)),
    sent: (id) =>
      calls.run(async () => {
        await scheduled.deleteOne({ _id: id });
      }),
    failed: (id, failure) =>
      calls.run(async () => {
        const failed = { $set: { state: "failed" as const, failure }, $unset: { due: "" as const } };
        await scheduled.updateOne({ _id: id, state: "sending" }, failed);
      }),
    forget: (user) =>
      calls.run(async () => {
        await scheduled.deleteMany({ user });
      }),
  };
}

function messageOf({ _id, due: _, ...rest }: ScheduledDocument): ScheduledMessage {
  return { id: _id, ...rest };
}
