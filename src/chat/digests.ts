import { digestClaimMs, digestLookMs, digestUsersAtOnce } from "../limits.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { KeptItems } from "../ports/kept_items.ts";
import type { LastSeen } from "../ports/last_seen.ts";
import type { Log } from "../ports/log.ts";
import type { Mailer } from "../ports/mailer.ts";
import type { Meter } from "../ports/meter.ts";
import type { Tokens } from "../ports/tokens.ts";
import type { Id } from "../protocol/id.ts";
import type { Activity } from "./activity.ts";
import type { DigestContents } from "./digest_contents.ts";
import { digestMail } from "./digest_mail.ts";
import { digestItemsMax, digestKeys } from "./digest_standing.ts";
import type { MailLinks } from "./mail_links.ts";

/** What an operator says of mail. */
export interface MailSettings {
  /** Where people find this server, without a slash at the end: links of mails lead there. */
  readonly publicUrl: string;
  /** How long somebody must have been away, and the least time between two digests, milliseconds. */
  readonly awayMs: number;
}

export interface DigestsPorts {
  readonly contents: DigestContents;
  readonly mailer: Pick<Mailer, "send">;
  readonly links: MailLinks;
  readonly settings: MailSettings;
  readonly kept: Pick<KeptItems, "holders" | "of" | "put">;
  readonly accounts: Pick<Accounts, "byIds">;
  readonly lastSeen: Pick<LastSeen, "of">;
  readonly tokens: Pick<Tokens, "spend">;
  readonly activity: Pick<Activity, "isActive">;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/**
 * Tells people by mail what they missed, once each time they are away for long. Each is claimed by one node for a while; a node
 * that dies after it has handed the mail over, and before it has noted that, leaves it to be sent once more.
 */
export class Digests {
  readonly #ports: DigestsPorts;
  #cancel: Cancel | undefined;
  #stopped = true;

  constructor(ports: DigestsPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#stopped = false;
    this.#wait();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #wait(): void {
    if (this.#stopped) return;
    this.#cancel = this.#ports.clock.after(digestLookMs, () => {
      void this.#look().finally(() => this.#wait());
    });
  }

  /** Never rejects: whom a fault leaves out is looked at again. */
  async #look(): Promise<void> {
    const { kept, log, meter } = this.#ports;
    try {
      let after: Id | undefined;
      while (!this.#stopped) {
        const users = await kept.holders("digest", digestKeys.on, digestUsersAtOnce, after);
        for (const user of await this.#away(users)) if (!this.#stopped) await this.#try(user);
        after = users.at(-1);
        if (users.length < digestUsersAtOnce) return;
      }
    } catch (error) {
      meter.count("digests_failed");
      log.warn("Cannot look for whom to tell by mail", { error });
    }
  }

  /** Those who have been away, and were told nothing, for long enough. */
  async #away(users: readonly Id[]): Promise<readonly Id[]> {
    if (users.length === 0) return [];
    const { lastSeen, kept, clock, settings, activity } = this.#ports;
    const [seen, items] = await Promise.all([lastSeen.of(users), kept.of(users, "digest", [digestKeys.sent])]);
    const before = clock.now() - settings.awayMs;
    return users.filter((user) => {
      const sent = items.get(user)?.[0]?.at ?? 0;
      return !activity.isActive(user) && (seen.get(user) ?? 0) <= before && sent <= before;
    });
  }

  /** Never rejects: what is wrong with what one is to be told keeps nothing from others. */
  async #try(user: Id): Promise<void> {
    try {
      await this.#tell(user);
    } catch (error) {
      this.#ports.meter.count("digests_failed");
      this.#ports.log.warn("Somebody cannot be told by mail what was missed", { error, user_id: user });
    }
  }

  async #tell(user: Id): Promise<void> {
    if (await this.#missed(user) === undefined || !await this.#claim(user)) return;
    // Only now: another node may have told a moment ago.
    const missed = await this.#missed(user);
    if (missed === undefined) return;
    const { mailer, links, settings, kept, clock, meter } = this.#ports;
    const { publicUrl } = settings;
    const { to, username, sent, rooms, more } = missed;
    const unsubscribe = `${publicUrl}/api/mail/${links.sign({ kind: "unsubscribe", user })}`;
    const id = `digest.${user}.${sent}`;
    const outcome = await mailer.send(digestMail({ to, username, rooms, more, id, publicUrl, unsubscribe }));
    meter.count(outcome === "ok" ? "digests_sent" : "digests_failed");
    // One that is refused would be refused again.
    if (outcome === "later") return;
    await kept.put(user, "digest", { key: digestKeys.sent, text: "", at: clock.now() }, { most: digestItemsMax });
  }

  /** Whom to tell what, as things stand. */
  async #missed(user: Id) {
    const { kept, accounts, contents, settings, clock } = this.#ports;
    const items = (await kept.of([user], "digest")).get(user) ?? [];
    const sent = items.find(({ key }) => key === digestKeys.sent)?.at ?? 0;
    const address = items.find(({ key }) => key === digestKeys.on)?.text;
    const [account] = await accounts.byIds([user]);
    if (address === undefined || account === undefined || account.disabled === true) return undefined;
    if (sent > clock.now() - settings.awayMs) return undefined;
    const missed = await contents.of(user, sent);
    return missed === undefined ? undefined : { ...missed, to: address, username: account.username, sent };
  }

  /** Of all nodes one, for at least `digestClaimMs`: of two spans that follow on one another it must be the first in both. */
  async #claim(user: Id): Promise<boolean> {
    const { tokens, clock } = this.#ports;
    const span = Math.floor(clock.now() / digestClaimMs);
    const expires = (span + 3) * digestClaimMs;
    return await tokens.spend(`digest.${user}.${span}`, expires) &&
      await tokens.spend(`digest.${user}.${span + 1}`, expires);
  }
}
