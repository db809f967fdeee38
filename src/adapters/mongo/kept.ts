import type { Filter } from "mongodb";
import type { KeptItem, KeptItems, KeptKind } from "../../ports/kept_items.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import { type KeptDocument, memberKey } from "./documents.ts";
import { refusingIndex } from "./failure.ts";

/** Members asked for at once, of whom those are looked for for whom something is kept; or the other way round, if there are so few. */
const membersAtOnce = 500;

export function createKept(deps: AppendDeps): KeptItems {
  const { collections: { kept }, calls } = deps;

  async function put(
    user: Id,
    kind: KeptKind,
    { key, text, at }: KeptItem,
    { most, alone = false }: { readonly most: number; readonly alone?: boolean },
  ): Promise<"ok" | "full"> {
    const place = { user, kind, key };
    const known = await kept.findOne(place, { projection: { _id: 1 } });
    if (known === null && await kept.countDocuments({ user, kind }, { limit: most }) >= most) return "full";
    if (alone) await kept.deleteMany({ kind, key, user: { $ne: user } });
    await kept.updateOne({ _id: keptKey(user, kind, key) }, { $set: { ...place, text, at } }, { upsert: true });
    return "ok";
  }

  async function claim(user: Id, kind: KeptKind, { key, text, at }: KeptItem): Promise<string> {
    const _id = keptKey(user, kind, key);
    try {
      await kept.insertOne({ _id, user, kind, key, text, at });
      return text;
    } catch (error) {
      if (refusingIndex(error) === undefined) throw error;
    }
    return (await kept.findOne({ _id }))?.text ?? text;
  }

  return {
    put: (user, kind, item, options) => calls.run(() => put(user, kind, item, options)),
    remove: (user, kind, key) =>
      calls.run(async () => (await kept.deleteOne({ _id: keptKey(user, kind, key) })).deletedCount === 1),
    of: (users, kind, keys) =>
      calls.run(async () => {
        const wanted: Filter<KeptDocument> = { user: { $in: [...users] }, kind };
        const filter = keys === undefined ? wanted : { ...wanted, key: { $in: [...keys] } };
        const all = new Map<Id, KeptItem[]>();
        for (const { user, key, text, at } of await kept.find(filter).sort({ user: 1, key: 1 }).toArray()) {
          all.set(user, [...all.get(user) ?? [], { key, text, at }]);
        }
        return all;
      }),
    claim: (user, kind, item) => calls.run(() => claim(user, kind, item)),
    membersWith: (room, kind, limit, after = "") => calls.run(() => membersWith(deps, room, kind, limit, after)),
    holders: (kind, key, limit, after = "") =>
      calls.run(async () => {
        const those = kept.find({ kind, key, user: { $gt: after } }, { projection: { user: 1 } }).sort({ user: 1 });
        return (await those.limit(limit).toArray()).map(({ user }) => user);
      }),
    forget: (user) =>
      calls.run(async () => {
        await kept.deleteMany({ user });
      }),
  };
}

/** Ids are of one length and kinds have no digits: no two places share a key. */
function keptKey(user: Id, kind: KeptKind, key: string): string {
  return `${user}${kind}:${key}`;
}

async function membersWith(
  { collections: { kept, members }, projections }: AppendDeps,
  room: Id,
  kind: KeptKind,
  limit: number,
  after: Id,
): Promise<readonly Id[]> {
  await projections.settle([room]);
  const some = await kept.find({ kind }, { projection: { user: 1 } }).limit(membersAtOnce + 1).toArray();
  if (some.length <= membersAtOnce) {
    const ids = [...new Set(some.map(({ user }) => memberKey(room, user)))];
    const those = members.find({ _id: { $in: ids }, gone: false, user: { $gt: after } }).sort({ _id: 1 });
    return (await those.limit(limit).toArray()).map(({ user }) => user);
  }
  const found: Id[] = [];
  for (let last = after; found.length < limit;) {
    // By the key of a member, which is room and user: an index that is there.
    const slice = await members.find({ _id: { $gt: room + last, $lt: `${room}g` }, room, gone: false }, {
      projection: { user: 1 },
    }).sort({ _id: 1 }).limit(membersAtOnce).toArray();
    const users = slice.map(({ user }) => user);
    const those = new Set(users.length === 0 ? [] : await kept.distinct("user", { user: { $in: users }, kind }));
    found.push(...users.filter((user) => those.has(user)));
    if (slice.length < membersAtOnce) break;
    last = users.at(-1)!;
  }
  return found.slice(0, limit);
}
