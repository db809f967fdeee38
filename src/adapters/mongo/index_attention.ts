import type { Collections } from "./documents.ts";

/** The same as `ensureIndexes`, for what users keep and what is to be sent later. */
export async function indexAttention({ kept, scheduled }: Collections): Promise<void> {
  await kept.createIndexes([{ key: { user: 1, kind: 1, key: 1 }, name: "user_kind_key" }, {
    key: { kind: 1, key: 1, user: 1 },
    name: "kind_key_user",
  }]);
  await scheduled.createIndexes([{ key: { user: 1, sendAt: 1 }, name: "user_time" }, {
    key: { due: 1 },
    name: "due",
    partialFilterExpression: { due: { $exists: true } },
  }]);
}
