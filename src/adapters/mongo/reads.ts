import type { ReadMark, Reads } from "../../ports/reads.ts";
import type { AppendDeps } from "./append.ts";
import { memberKey, type ReadDocument } from "./documents.ts";
import { moveTo, positionAt, roomsAt } from "./rooms_at.ts";
import { standingsOf } from "./standings.ts";

export function createReads(deps: AppendDeps): Reads {
  const { collections, calls } = deps;

  async function mark(marks: readonly ReadMark[]): Promise<readonly (number | undefined)[] | undefined> {
    const at = await roomsAt(deps, [...new Set(marks.map(({ room }) => room))]);
    if (at === undefined) return undefined;
    const known = new Map<string, Promise<ReadDocument>>();
    const places = await Promise.all(marks.map(async ({ room, user, seq }) => {
      const found = at.get(room);
      if (found === undefined) return [];
      const upTo = Math.min(seq, found.head);
      // Many have read up to the same message.
      const name = `${room} ${upTo}`;
      const read = known.get(name) ?? positionAt(collections, found, upTo);
      known.set(name, read);
      return [{ _id: memberKey(room, user), read: await read }];
    }));
    await moveTo(collections, places.flat());
    const ids = marks.map(({ room, user }) => memberKey(room, user));
    const found = await collections.members.find({ _id: { $in: ids }, gone: false }).toArray();
    const positions = new Map(found.map(({ _id, read }) => [_id, read?.seq ?? 0]));
    return marks.map(({ room }, i) => at.has(room) ? positions.get(ids[i]!) : undefined);
  }

  return {
    mark: (marks) => calls.run((call) => calls.repeat(call, () => mark(marks))),
    standings: (user, limit, named) =>
      calls.run((call) => calls.repeat(call, () => standingsOf(deps, user, limit, named))),
  };
}
