export interface Options {
  /** Address of the server, for example `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly user?: string;
  readonly email?: string;
  readonly password?: string;
  readonly register: boolean;
  readonly room: string;
  /** Messages shown on entering a room; absent: 10 on a terminal, none elsewhere. */
  readonly history?: number;
  /** How long the end waits for acknowledgements, seconds. */
  readonly timeout: number;
  /** Lines instead of the whole screen. */
  readonly plain: boolean;
  readonly help: boolean;
}

/** A fault of the command line, in a sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const usage = `parley-cli: a terminal client of Parley

  -addr HOST:PORT     the server (127.0.0.1:8080); http:// or https:// may stand before it
  -user NAME          enter as guest of this name; with -password: log in
  -email EMAIL        log in; asks for the password unless -password is given
  -password PASSWORD  of the account
  -register           make the account first, of -user, -email and -password
  -room NAME          the first room (global)
  -history N          messages to show on entering a room
  -timeout SECONDS    how long to wait at the end for what is not acknowledged (30)
  -plain              line by line, also on a terminal that could show a whole screen
  -help               this text

Lines are sent as messages; /help lists the commands. Without a terminal, lines are read until the input ends and
the exit code is 1 when anything failed.`;

const valued = new Set(["addr", "user", "email", "password", "room", "history", "timeout"]);
const flags = new Set(["register", "plain", "help"]);

/** Reads `-name value`, `--name value` and `-name=value`. Throws {@link UsageError}. */
export function parseOptions(args: readonly string[]): Options {
  const given = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    // Task runners may pass the separator itself on.
    if (argument === "--") continue;
    const [, name = "", value] = /^--?([a-z]+)(?:=([\s\S]*))?$/.exec(argument) ?? [];
    if (flags.has(name) && value === undefined) given.set(name, "yes");
    else if (valued.has(name)) {
      const text = value ?? args[++at];
      if (text === undefined) throw new UsageError(`-${name} needs a value`);
      given.set(name, text);
    } else throw new UsageError(`${JSON.stringify(argument)} is not an option: see -help`);
  }
  const text = (name: "user" | "email" | "password") => {
    const value = given.get(name);
    return value === undefined ? {} : { [name]: value };
  };
  const history = given.get("history");
  if (given.has("register") && !(given.has("user") && given.has("email"))) {
    throw new UsageError("-register needs -user and -email");
  }
  return {
    url: serverUrl(given.get("addr") ?? "127.0.0.1:8080"),
    ...text("user"),
    ...text("email"),
    ...text("password"),
    register: given.has("register"),
    room: given.get("room") ?? "global",
    ...(history === undefined ? {} : { history: count("history", history, 200) }),
    timeout: count("timeout", given.get("timeout") ?? "30", 3_600),
    plain: given.has("plain"),
    help: given.has("help"),
  };
}

function serverUrl(address: string): string {
  const full = /^https?:\/\//.test(address)
    ? address
    : `http://${address.startsWith(":") ? "127.0.0.1" : ""}${address}`;
  if (!URL.canParse(full)) throw new UsageError(`-addr ${JSON.stringify(address)} is no address: expected HOST:PORT`);
  return full;
}

function count(name: string, text: string, max: number): number {
  const value = Number(text);
  if (text === "" || !Number.isInteger(value) || value < 0 || value > max) {
    throw new UsageError(`-${name} ${JSON.stringify(text)}: expected a whole number from 0 to ${max}`);
  }
  return value;
}
