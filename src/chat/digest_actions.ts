import { mailConfirmEveryMs, mailConfirmMs } from "../limits.ts";
import type { Account, Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeptItems } from "../ports/kept_items.ts";
import type { Mailer } from "../ports/mailer.ts";
import type { Tokens } from "../ports/tokens.ts";
import type { DigestInput, DigestView } from "../protocol/digest.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import { confirmationMail } from "./digest_mail.ts";
import { digestItemsMax, digestKeys, type MailSettings } from "./digests.ts";
import type { MailDeed, MailLinks } from "./mail_links.ts";
import type { TellOwn } from "./own_signal.ts";

/** Whether people are told by mail what they missed. Throws `not_found` where the server sends no mail. */
export interface DigestActions {
  /** Throws `forbidden` for guests, who have no address. */
  show(actor: Principal): Promise<DigestView>;
  /** To be told, its reader must confirm the address: a mail asks for it. Throws `rate_limited`, `unavailable`. */
  change(actor: Principal, wish: DigestInput): Promise<DigestView>;
  /** What a link of a mail would do. Throws `not_found` for one that is not valid. */
  linked(token: string): MailDeed;
  /** Does it; repeating it is harmless. */
  follow(token: string): Promise<MailDeed>;
}

export interface DigestActionsPorts {
  readonly mail: MailParts | undefined;
  readonly kept: Pick<KeptItems, "of" | "put" | "remove">;
  readonly accounts: Pick<Accounts, "byId">;
  readonly tokens: Pick<Tokens, "spend">;
  readonly clock: Pick<Clock, "now">;
  readonly tellOwn: TellOwn;
}

/** What there is where the server sends mail. */
export interface MailParts {
  readonly mailer: Mailer;
  readonly links: MailLinks;
  readonly settings: MailSettings;
}

export function createDigestActions(
  { mail, kept, accounts, tokens, clock, tellOwn }: DigestActionsPorts,
): DigestActions {
  function requireMail(): MailParts {
    if (mail === undefined) throw new ParleyError("not_found", "This server sends no mail");
    return mail;
  }

  async function accountOf(actor: Principal): Promise<Account> {
    requireMail();
    const account = actor.guest ? undefined : await accounts.byId(actor.id);
    if (account === undefined) throw new ParleyError("forbidden", "Guests have no address: register first");
    return account;
  }

  async function viewOf({ id, email }: Account): Promise<DigestView> {
    const items = (await kept.of([id], "digest", [digestKeys.asked, digestKeys.on])).get(id) ?? [];
    const own = items.filter(({ text }) => text === email);
    if (own.some(({ key }) => key === digestKeys.on)) return { state: "on", email };
    // As long as the link holds.
    return { state: own.some(({ at }) => at > clock.now() - mailConfirmMs) ? "unconfirmed" : "off", email };
  }

  async function put(user: Id, key: string, text: string, at: number): Promise<void> {
    await kept.put(user, "digest", { key, text, at }, { most: digestItemsMax });
  }

  async function end(user: Id): Promise<void> {
    const ended = [
      await kept.remove(user, "digest", digestKeys.asked),
      await kept.remove(user, "digest", digestKeys.on),
    ];
    if (ended.includes(true)) tellOwn(user, "notifications");
  }

  async function ask({ id: user, email, username }: Account): Promise<void> {
    const { mailer, links, settings } = requireMail();
    const now = clock.now();
    const span = Math.floor(now / mailConfirmEveryMs);
    if (!await tokens.spend(`confirm.${user}.${span}`, (span + 1) * mailConfirmEveryMs)) {
      throw new ParleyError("rate_limited", "A mail was sent a moment ago", {
        retryAfterMs: (span + 1) * mailConfirmEveryMs - now,
      });
    }
    const token = links.sign({ kind: "confirm", user, email, until: now + mailConfirmMs });
    const link = `${settings.publicUrl}/api/mail/${token}`;
    const outcome = await mailer.send(confirmationMail(email, username, link, `confirm.${user}.${now}`));
    if (outcome !== "ok") throw new ParleyError("unavailable", "The mail could not be sent");
    await put(user, digestKeys.asked, email, now);
    tellOwn(user, "notifications");
  }

  return {
    show: async (actor) => await viewOf(await accountOf(actor)),
    async change(actor, { on }) {
      const account = await accountOf(actor);
      if (!on) {
        await end(actor.id);
        return { state: "off", email: account.email };
      }
      const view = await viewOf(account);
      if (view.state === "on") return view;
      await ask(account);
      return { state: "unconfirmed", email: account.email };
    },
    linked: (token) => requireMail().links.read(token, clock.now()),
    async follow(token) {
      const deed = requireMail().links.read(token, clock.now());
      if (deed.kind === "unsubscribe") {
        await end(deed.user);
        return deed;
      }
      const account = await accounts.byId(deed.user);
      if (account?.email !== deed.email) throw new ParleyError("not_found", "This link is not valid any more");
      const at = clock.now();
      // From now on: what was missed before, nobody asked to be told.
      await put(deed.user, digestKeys.sent, "", at);
      await put(deed.user, digestKeys.on, deed.email, at);
      await kept.remove(deed.user, "digest", digestKeys.asked);
      tellOwn(deed.user, "notifications");
      return deed;
    },
  };
}
