import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail as it was handed over. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly raw: string;
}

/** A real SMTP server that keeps what it takes; `refuses` says what it answers to a recipient instead of taking him. */
export async function smtpServer(refuses?: number) {
  const taken: TakenMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ username, password }, _session, done) => {
      if (password === "s3cret") done(null, { user: username });
      else done(new Error("Wrong name or password"));
    },
    onRcptTo: (_address, _session, done) => {
      done(refuses === undefined ? null : Object.assign(new Error("Not here"), { responseCode: refuses }));
    },
    onData: (stream, { envelope, user }, done) => {
      const parts: Uint8Array[] = [];
      stream.on("data", (part: Uint8Array) => void parts.push(part));
      stream.on("end", () => {
        const raw = parts.map((part) => new TextDecoder().decode(part)).join("");
        const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
        taken.push({ from, to: envelope.rcptTo.map(({ address }) => address), user: user && String(user), raw });
        done(null);
      });
    },
  });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    taken,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** The one address that begins so in a mail, as its reader follows it. */
export function linkOf({ raw }: TakenMail, beginning: string): string {
  const text = raw.replaceAll("=\r\n", "").replaceAll(
    /=([0-9A-F]{2})/g,
    (_, hex) => String.fromCharCode(parseInt(hex, 16)),
  );
  const rest = text.slice(text.indexOf(beginning));
  return /^\S+/.exec(rest)![0];
}
