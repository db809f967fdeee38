import { ApiError, ParleyApi, ParleyClient } from "../sdk/mod.ts";
import { Chat } from "./chat.ts";
import { isRoomy, runFull } from "./full/run_full.ts";
import { type Options, parseOptions, usage, UsageError } from "./options.ts";
import { createPaint } from "./paint.ts";
import { createPlainScreen } from "./plain_screen.ts";
import { safeLine } from "./safe_text.ts";
import type { Streams } from "./screen.ts";
import { signIn } from "./sign_in.ts";
import { TerminalScreen } from "./terminal_screen.ts";

/** Messages shown on entering a room, on a terminal. */
const historyOnTerminal = 10;

/** The whole client. Answers the exit code: 0, 1 when something failed, 2 for a fault of the command line. */
export async function run(args: readonly string[], streams: Streams): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options.help) {
      streams.write(`${usage}\n`);
      return 0;
    }
    return await chat(options, streams) ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) {
      streams.writeError(`${error.message}\n`);
      return 2;
    }
    if (!(error instanceof ApiError)) throw error;
    streams.writeError(`${safeLine(error.message)}\n`);
    return 1;
  }
}

async function chat(options: Options, streams: Streams): Promise<boolean> {
  const { terminal } = streams;
  if (terminal !== undefined && !options.plain && isRoomy(terminal)) {
    await runFull(options, streams, terminal);
    return true;
  }
  const screen = terminal === undefined ? createPlainScreen(streams) : new TerminalScreen(streams, terminal);
  try {
    const api = new ParleyApi({ url: options.url });
    const { user, renew } = await signIn(api, options, screen);
    const client = new ParleyClient({ api, onTokenExpired: renew });
    return await new Chat({
      client,
      user,
      screen,
      paint: createPaint(streams.isColoured),
      firstRoom: options.room,
      history: options.history ?? (terminal === undefined ? 0 : historyOnTerminal),
      isScript: terminal === undefined,
      endMs: options.timeout * 1_000,
    }).run();
  } finally {
    screen.close();
  }
}
