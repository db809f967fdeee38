import { Parley, ParleyApi } from "../../sdk/mod.ts";
import type { Options } from "../options.ts";
import { createPaint } from "../paint.ts";
import type { Streams } from "../screen.ts";
import { signIn } from "../sign_in.ts";
import { FullChat } from "./full_chat.ts";
import { FullTerminal } from "./full_terminal.ts";

type Terminal = NonNullable<Streams["terminal"]>;

/** Smallest terminal that is drawn on as a whole; on smaller ones lines serve better. */
const columnsMin = 40;
const rowsMin = 10;

/** Whether this terminal can show the whole screen. */
export function isRoomy(terminal: Terminal): boolean {
  return terminal.canDraw && terminal.columns() >= columnsMin && terminal.rows() >= rowsMin;
}

/** Chats on the whole screen until that is ended. Rejects with `ApiError` or `UsageError` for who cannot get in. */
export async function runFull(options: Options, streams: Streams, terminal: Terminal): Promise<void> {
  // The two need each other: keys go to the chat, rows to the terminal.
  let chat: FullChat | undefined;
  const canvas = new FullTerminal(streams, terminal, {
    key: (key) => chat?.key(key),
    resized: () => chat?.redraw(),
    ended: () => chat?.end(),
  });
  try {
    chat = new FullChat({
      canvas,
      paint: createPaint(streams.isColoured, true),
      firstRoom: options.room,
      now: Date.now,
      after(ms, task) {
        const timer = setTimeout(task, ms);
        return () => clearTimeout(timer);
      },
    });
    const api = new ParleyApi({ url: options.url });
    const asked = chat;
    const { renew } = await signIn(api, options, { readLine: (question) => asked.ask(question ?? { text: "> " }) });
    await chat.run(
      new Parley({ url: options.url, ...(api.token === undefined ? {} : { token: api.token }), onTokenExpired: renew }),
    );
  } finally {
    chat?.end();
    canvas.close();
  }
}
