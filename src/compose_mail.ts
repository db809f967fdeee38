import type { MailPorts } from "./attention.ts";
import type { Config } from "./config.ts";
import type { Log } from "./ports/log.ts";

const hourMs = 3_600_000;

/** What sends mail, where the settings name a server for it. Its library is loaded only then. */
export async function openMail(
  { smtpUrl, mailFrom, publicUrl, digestAfterHours }: Config,
  { log }: { readonly log: Log },
): Promise<MailPorts | undefined> {
  // One without the others is refused with the settings.
  if (smtpUrl === undefined || mailFrom === undefined || publicUrl === undefined) return undefined;
  const { createSmtpMailer } = await import("./adapters/smtp/create_smtp_mailer.ts");
  const settings = { publicUrl: publicUrl.replace(/\/+$/, ""), awayMs: digestAfterHours * hourMs };
  return { mailer: createSmtpMailer({ url: smtpUrl, from: mailFrom, log }), settings };
}
