import { createTransport } from "nodemailer";
import { mailMsMax } from "../../limits.ts";
import type { Log } from "../../ports/log.ts";
import type { Mail, Mailer, MailOutcome } from "../../ports/mailer.ts";

export interface SmtpOptions {
  /** `smtp://` or `smtps://`, with a name and a password where the server wants them. */
  readonly url: string;
  /** Who the mail is from: an address, or a name and an address. */
  readonly from: string;
  readonly log: Log;
  /** A certificate to be believed beside the usual ones. */
  readonly ca?: string;
}

/** Mail by SMTP (RFC 5321), encrypted where the server offers it. Nothing of a mail is read from a file or an address. */
export function createSmtpMailer({ url, from, log, ca }: SmtpOptions): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: mailMsMax / 4,
    greetingTimeout: mailMsMax / 4,
    socketTimeout: mailMsMax / 4,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
  const domain = /@([^@>\s]+)>?\s*$/.exec(from)?.[1] ?? "parley.invalid";

  async function send({ to, subject, text, html, id, unsubscribe }: Mail): Promise<MailOutcome> {
    try {
      await transport.sendMail({
        from,
        to: { name: "", address: to },
        subject,
        text,
        html,
        messageId: `<${id}@${domain}>`,
        headers: {
          "Auto-Submitted": "auto-generated",
          ...(unsubscribe === undefined ? {} : {
            "List-Unsubscribe": `<${unsubscribe}>`,
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          }),
        },
      });
      return "ok";
    } catch (error) {
      log.warn("A mail could not be sent", { error: tellable(error) });
      return isRefusal(error) ? "refused" : "later";
    }
  }

  return { send, close: () => transport.close() };
}

/** What a server answers to a log-in may repeat the password, in whatever form: it is told to nobody. */
function tellable(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "EAUTH") return error;
  const { responseCode = "no code" } = error as { responseCode?: number };
  return new Error(`The mail server does not take the name and the password of SMTP_URL (${responseCode})`);
}

/** A server that says 5xx to the mail itself will say so again. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !("responseCode" in error) || !("code" in error)) return false;
  const { responseCode, code } = error;
  return Number(responseCode) >= 500 && (code === "EENVELOPE" || code === "EMESSAGE");
}
