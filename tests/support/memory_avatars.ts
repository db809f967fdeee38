import type { Avatar, Avatars } from "../../src/ports/avatars.ts";

/** Avatars in memory, for what is above the store. */
export function createMemoryAvatars(): Avatars {
  const avatars = new Map<string, Avatar>();
  return {
    put(user, avatar) {
      avatars.set(user, avatar);
      return Promise.resolve();
    },
    avatarOf: (user) => Promise.resolve(avatars.get(user)),
    remove(user) {
      avatars.delete(user);
      return Promise.resolve();
    },
  };
}
