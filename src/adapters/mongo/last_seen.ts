import type { LastSeen, Sighting } from "../../ports/last_seen.ts";
import type { Calls } from "./calls.ts";
import type { Collections } from "./documents.ts";
import { refusingIndex } from "./failure.ts";

export function createLastSeen({ lastSeen }: Collections, calls: Calls): LastSeen {
  async function note(sightings: readonly Sighting[]): Promise<"ok" | undefined> {
    if (sightings.length === 0) return "ok";
    const latest = new Map<string, number>();
    for (const { user, at } of sightings) latest.set(user, Math.max(at, latest.get(user) ?? at));
    const writes = [...latest].map(([_id, at]) => ({
      updateOne: { filter: { _id }, update: { $max: { at: new Date(at) } }, upsert: true },
    }));
    try {
      await lastSeen.bulkWrite(writes, { ordered: false });
      return "ok";
    } catch (error) {
      // Another node has just made the same one: the next attempt finds it.
      if (refusingIndex(error) === undefined) throw error;
      return undefined;
    }
  }

  return {
    note: async (sightings) => {
      await calls.run((call) => calls.repeat(call, () => note(sightings)));
    },
    of: (users) =>
      calls.run(async () => {
        const found = await lastSeen.find({ _id: { $in: [...users] } }).toArray();
        return new Map(found.map(({ _id, at }) => [_id, at.getTime()]));
      }),
  };
}
