import { mailConfirmEveryMs, mailConfirmMs } from "../limits.ts";
import type { Account, Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeptItems } from "../ports/kept_items.ts";
import type { Mailer } from "../ports/mailer.ts";
import type { Tokens } from "../ports/tokens.ts";
import type { DigestInput, DigestView } from "../protocol/digest.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import { confirmationMail } from "./digest_mail.ts";
import { createDigestStanding } from "./digest_standing.ts";
import type { MailSettings } from "./digests.ts";
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

export function createDigestActions(ports: DigestActionsPorts): DigestActions {
  const { mail, accounts, tokens, clock } = ports;
  const standing = createDigestStanding(ports);

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
    await standing.asked(user, email);
  }

  return {
    show: async (actor) => await standing.of(await accountOf(actor)),
    async change(actor, { on }) {
      const account = await accountOf(actor);
      if (!on) {
        await standing.end(actor.id);
        return { state: "off", email: account.email };
      }
      const view = await standing.of(account);
      if (view.state === "on") return view;
      await ask(account);
      return { state: "unconfirmed", email: account.email };
    },
    linked: (token) => requireMail().links.read(token, clock.now()),
    async follow(token) {
      const deed = requireMail().links.read(token, clock.now());
      if (deed.kind === "unsubscribe") {
        await standing.end(deed.user);
        return deed;
      }
      const account = await accounts.byId(deed.user);
      if (account?.email !== deed.email) throw new ParleyError("not_found", "This link is not valid any more");
      await standing.confirmed(deed.user, deed.email);
      return deed;
    },
  };
}
