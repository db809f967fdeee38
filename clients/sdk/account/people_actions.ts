import type { Role } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { NewSanction, SanctionView } from "../../../src/protocol/moderation.ts";
import type { SanctionQuery } from "../calls/moderation_calls.ts";
import type { AccountContext } from "./account_context.ts";

/**
 * What is done about the people of a room, by who may. Each resolves when it is durable, and rejects with `ApiError`, for
 * example `forbidden`; what came of it is heard as an event, and read with the members.
 */
export class PeopleActions {
  readonly #room: Id;
  readonly #context: AccountContext;

  constructor(room: Id, context: AccountContext) {
    this.#room = room;
    this.#context = context;
  }

  async setRole(user: Id, role: Exclude<Role, "owner">): Promise<void> {
    await this.#calls.setRole(this.#room, user, role);
  }

  /** Hands the room on. */
  async transfer(user: Id): Promise<void> {
    await this.#calls.transfer(this.#room, user);
  }

  /** Whoever is removed may come back. */
  remove(user: Id, reason?: string): Promise<void> {
    return this.#calls.remove(this.#room, user, reason);
  }

  /** Without `seconds`: for ever. */
  ban(user: Id, terms?: NewSanction): Promise<void> {
    return this.#calls.ban(this.#room, user, terms);
  }

  unban(user: Id): Promise<void> {
    return this.#calls.unban(this.#room, user);
  }

  mute(user: Id, terms?: NewSanction): Promise<void> {
    return this.#calls.mute(this.#room, user, terms);
  }

  unmute(user: Id): Promise<void> {
    return this.#calls.unmute(this.#room, user);
  }

  /** Those that hold, newest first. */
  async bans(query?: SanctionQuery): Promise<readonly SanctionView[]> {
    return (await this.#calls.bans(this.#room, query)).bans;
  }

  async mutes(query?: SanctionQuery): Promise<readonly SanctionView[]> {
    return (await this.#calls.mutes(this.#room, query)).mutes;
  }

  get #calls() {
    return this.#context.client.api.moderation;
  }
}
