import { createHash } from "node:crypto";
import type { Accounts } from "../ports/accounts.ts";
import type { Avatar, Avatars } from "../ports/avatars.ts";
import type { Clock } from "../ports/clock.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { Profile } from "../protocol/user.ts";
import { profileOf } from "./accounts.ts";
import { readImage } from "./image.ts";
import type { TellProfile } from "./own_signal.ts";

/** What a user does with the own picture, and others with its address. */
export interface AvatarActions {
  /** Answers the profile with the picture's address. Throws `forbidden` for guests, and what {@link readImage} throws. */
  put(actor: Principal, bytes: Uint8Array<ArrayBuffer>): Promise<Profile>;
  remove(actor: Principal): Promise<Profile>;
  /** By its address: who knows the digest has seen the profile. Throws `not_found`. */
  get(user: Id, digest: string): Promise<Avatar>;
}

export interface AvatarActionsDeps {
  readonly accounts: Pick<Accounts, "update">;
  readonly avatars: Avatars;
  readonly clock: Pick<Clock, "now">;
  readonly tellProfile: TellProfile;
}

/** Of 128 bits: it is what opens the picture. */
const digestChars = 32;

export function createAvatarActions({ accounts, avatars, clock, tellProfile }: AvatarActionsDeps): AvatarActions {
  async function point(actor: Principal, avatarUrl: string): Promise<Profile> {
    const account = await accounts.update(actor.id, { avatarUrl });
    if (account === undefined) throw new ParleyError("not_found", "There is no such user");
    tellProfile(actor.id);
    return profileOf(account, clock.now());
  }

  return {
    async put(actor, given) {
      requireAccount(actor);
      const { type, bytes } = readImage(given);
      // With whose it is: two people with one picture have two addresses.
      const digest = createHash("sha256").update(actor.id).update(bytes).digest("hex").slice(0, digestChars);
      // The picture before its address: an address without a picture would be shown broken.
      await avatars.put(actor.id, { type, digest, bytes });
      return await point(actor, `/api/users/${actor.id}/avatar?v=${digest}`);
    },

    async remove(actor) {
      requireAccount(actor);
      const profile = await point(actor, "");
      await avatars.remove(actor.id);
      return profile;
    },

    async get(user, digest) {
      const avatar = await avatars.avatarOf(user);
      if (avatar === undefined || avatar.digest !== digest) {
        throw new ParleyError("not_found", "There is no such picture");
      }
      return avatar;
    },
  };
}

function requireAccount(actor: Principal): void {
  if (actor.guest) throw new ParleyError("forbidden", "Guests have no profile: register first");
}
