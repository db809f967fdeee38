import { Binary } from "mongodb";
import type { Avatars } from "../../ports/avatars.ts";
import type { Calls } from "./calls.ts";
import type { Collections } from "./documents.ts";

export function createAvatars({ avatars }: Collections, calls: Calls): Avatars {
  return {
    put: (user, { type, digest, bytes }) =>
      calls.run(async () => {
        const document = { type, digest, bytes: new Binary(bytes) };
        await avatars.replaceOne({ _id: user }, document, { upsert: true });
      }),
    avatarOf: (user) =>
      calls.run(async () => {
        const found = await avatars.findOne({ _id: user });
        if (found === null) return undefined;
        return { type: found.type, digest: found.digest, bytes: new Uint8Array(found.bytes.value()) };
      }),
    remove: (user) =>
      calls.run(async () => {
        await avatars.deleteOne({ _id: user });
      }),
  };
}
