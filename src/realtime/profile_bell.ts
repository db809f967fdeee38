import { shownOf } from "../chat/accounts.ts";
import { profileRestMs, profilesAtOnceMax } from "../limits.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Broker } from "../ports/broker.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Id } from "../protocol/id.ts";
import type { Presence } from "./presence.ts";

export interface ProfileBellPorts {
  readonly broker: Pick<Broker, "publish">;
  readonly accounts: Pick<Accounts, "byIds">;
  readonly presence: Pick<Presence, "looksAt" | "showed">;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Tells those who look at somebody of another name, picture or status of theirs. Each node reads it once, and only where somebody
 * looks; many that change at one time are one read. A doorbell: whoever missed it sees the change when profiles are read again.
 */
export class ProfileBell {
  readonly #ports: ProfileBellPorts;
  /** Changed, and not read since. */
  readonly #changed = new Set<Id>();
  #busy = false;
  #stopped = false;
  #cancel: Cancel = () => {};

  constructor(ports: ProfileBellPorts) {
    this.#ports = ports;
  }

  /** A profile was changed here. */
  ring(user: Id): void {
    this.heard(user);
    this.#ports.broker.publish({ kind: "profile", user });
  }

  /** The same, on whichever node. */
  heard(user: Id): void {
    if (!this.#ports.presence.looksAt(user)) return;
    this.#changed.add(user);
    this.#next();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** One read at a time: of two, the earlier could come last and be shown for the later. */
  #next(): void {
    if (this.#busy || this.#stopped || this.#changed.size === 0) return;
    this.#busy = true;
    const users = [...this.#changed].slice(0, profilesAtOnceMax);
    for (const user of users) this.#changed.delete(user);
    const rest = () => {
      if (this.#stopped) return;
      this.#cancel = this.#ports.clock.after(profileRestMs, () => {
        this.#busy = false;
        this.#next();
      });
    };
    this.#read(users).catch((error) => this.#ports.log.debug("Nobody was told of a profile", { error })).finally(rest);
  }

  async #read(users: readonly Id[]): Promise<void> {
    const { accounts, presence, clock } = this.#ports;
    for (const account of await accounts.byIds(users)) presence.showed(account.id, shownOf(account, clock.now()));
  }
}
