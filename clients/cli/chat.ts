import {
  type ApiError,
  asApiError,
  type ConnectionState,
  type ParleyClient,
  type RoomEntity,
  type Sent,
  type SessionUser,
  writingOf,
} from "../sdk/mod.ts";
import { type Command, help, parseCommand } from "./command.ts";
import { type DirectCommand, runDirectCommand } from "./direct_commands.ts";
import { formatEvent, formatMembers, formatRoom } from "./format.ts";
import type { Paint } from "./paint.ts";
import type { MessageDesk } from "./message_commands.ts";
import { runRoomCommand } from "./room_commands.ts";
import { findOrCreateRoom, findRoom } from "./room_finder.ts";
import { safeLine } from "./safe_text.ts";
import type { Screen } from "./screen.ts";
import { Visit } from "./visit.ts";

export interface ChatOptions {
  readonly client: ParleyClient;
  readonly user: SessionUser;
  readonly screen: Screen;
  readonly paint: Paint;
  /** The room to enter first, and to come back to. */
  readonly firstRoom: string;
  /** Messages shown on entering a room. */
  readonly history: number;
  /** Whether a command waits for the messages before it: what a script expects, and a person would be held up by. */
  readonly isScript: boolean;
  /** How long the end waits for acknowledgements, milliseconds. */
  readonly endMs: number;
}

/** The seqs of the newest message, and of the newest of one's own. */
interface Newest {
  any?: number;
  own?: number;
}

/** Members and rooms listed at once. */
const listed = 200;
/** How long the end waits until one's own acknowledged messages are also shown, milliseconds. */
const shownMs = 2_000;

/** The conversation: lines of the person in, events of the room out. */
export class Chat {
  readonly #options: ChatOptions;
  readonly #sending = new Set<Promise<void>>();
  readonly #giveUp = new AbortController();
  #visit: Visit | undefined;
  #lastSeq = 0;
  /** The newest messages that were shown here. */
  #newest: Newest = {};
  #hasFailed = false;
  #wasOpen = false;
  #isAway = false;

  constructor(options: ChatOptions) {
    this.#options = options;
    options.client.on("state", (state) => this.#state(state));
    options.client.on("error", (error) => this.#notice(error.message));
  }

  /** Runs until the person or the input ends it. Answers whether everything went well. */
  async run(): Promise<boolean> {
    const { client, screen, firstRoom } = this.#options;
    try {
      await client.connect();
      await this.#enter(firstRoom);
      for (;;) {
        const line = await screen.readLine();
        if (line === undefined) break;
        const command = parseCommand(line);
        if (command.name === "quit") break;
        await this.#do(command).catch((error: unknown) => this.#failed(asApiError(error)));
      }
      await this.#finish();
    } catch (error) {
      this.#failed(asApiError(error));
    } finally {
      client.close();
    }
    return !this.#hasFailed;
  }

  async #do(command: Command): Promise<void> {
    const { screen, isScript } = this.#options;
    if (isScript && command.name !== "say") await Promise.all(this.#sending);
    switch (command.name) {
      case "say":
        return this.#say(command.argument);
      case "help":
        return screen.print(help);
      case "users":
        return await this.#users(command.argument);
      case "rooms":
        return await this.#rooms();
      case "join":
        if (command.argument === "") return this.#mistake("/join needs the name of a room");
        return await this.#enter(command.argument);
      case "leave":
        return await this.#leave();
      case "history":
        return await this.#history(command.argument);
      case "unknown":
        return this.#mistake(`${command.argument} is no command: /help lists them`);
      case "nothing":
      case "quit":
        return;
      case "dm":
      case "block":
      case "unblock":
      case "blocks":
        return await this.#people(command.name, command.argument);
      default: {
        if (this.#visit === undefined) return this.#mistake("You are in no room: /join one");
        // What was acknowledged may not be shown yet, and the newest message is meant.
        if (isScript) await this.#visit.reach(this.#lastSeq, this.#giveUp.signal);
        const fault = await runRoomCommand(command.name, command.argument, this.#desk(this.#visit));
        if (fault !== undefined) this.#mistake(fault);
      }
    }
  }

  /** Sends without waiting, so that typing goes on; the outbox keeps the order. */
  #say(text: string, to: { readonly replyTo?: number; readonly thread?: number } = {}): void {
    const { client } = this.#options;
    if (this.#visit === undefined) return this.#mistake("You are in no room: /join one");
    const room = this.#visit.room.id;
    this.#track(client.send(room, text, { ...to, signal: this.#giveUp.signal }), room, text);
  }

  #desk({ room: { id: room } }: Visit): MessageDesk {
    const { client, screen } = this.#options;
    const newest = this.#newest;
    return {
      ...{ api: client.api, room },
      newest: (isOwn) => isOwn ? newest.own : newest.any,
      say: (text, to) => this.#say(text, to),
      act: (act, of, content = "") => {
        const writing = writingOf({ roomId: room, act, of, content });
        this.#track(client.write(writing, { signal: this.#giveUp.signal }), room, `/${act} #${of}`);
      },
      print: (lines) => screen.print(lines.join("\n")),
    };
  }

  #track(written: Promise<Sent>, room: string, what: string): void {
    const { client } = this.#options;
    const sending: Promise<void> = written.then(
      ({ seq }) => {
        if (room === this.#visit?.room.id) this.#lastSeq = Math.max(this.#lastSeq, seq);
      },
      (error: unknown) => this.#failed(asApiError(error), `Not sent: ${JSON.stringify(safeLine(what).slice(0, 60))}`),
    ).finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
    if (client.state.status !== "open") this.#notice(`Will be sent when connected (${this.#sending.size} waiting)`);
  }

  async #people(name: DirectCommand, argument: string): Promise<void> {
    const { client: { api }, screen } = this.#options;
    const fault = await runDirectCommand(name, argument, {
      api,
      open: async (users) => this.#go(await api.direct.open(users)),
      print: (lines) => screen.print(lines.join("\n")),
    });
    if (fault !== undefined) this.#mistake(fault);
  }

  async #enter(name: string): Promise<void> {
    await this.#go(await findOrCreateRoom(this.#options.client.api, name));
  }

  async #go(room: RoomEntity): Promise<void> {
    const { client, screen, paint, history, user } = this.#options;
    const title = safeLine(room.name);
    if (room.id === this.#visit?.room.id) return this.#notice(`You are in ${title} already`);
    const previous = this.#visit;
    const newest: Newest = {};
    const ask = () => screen.readLine({ text: `Password of ${title}: `, isSecret: true });
    const visit: Visit = await Visit.begin(client, room, history, ask, {
      event: (event) => {
        screen.print(formatEvent(event, paint));
        if (event.type !== "text") return;
        newest.any = event.seq;
        if (event.user_id === user.id) newest.own = event.seq;
      },
      broken: () => this.#notice("Some messages could not be shown: /history reads them again"),
      ended: (reason) => this.#over(visit, reason),
    });
    previous?.end();
    this.#visit = visit;
    this.#lastSeq = 0;
    this.#newest = newest;
    this.#notice(`In ${title}`);
    this.#showPrompt();
  }

  /** The server ended the visit: the room was deleted, or one's membership. */
  #over(visit: Visit, reason: string): void {
    if (visit !== this.#visit) return;
    this.#notice(`You are no longer in ${safeLine(visit.room.name)} (${reason})`);
    visit.end();
    this.#visit = undefined;
    if (visit.room.name === this.#options.firstRoom) return this.#showPrompt();
    this.#enter(this.#options.firstRoom).catch((error: unknown) => this.#failed(asApiError(error)));
  }

  async #leave(): Promise<void> {
    const { client, firstRoom } = this.#options;
    const visit = this.#visit;
    if (visit === undefined || visit.room.name === firstRoom) {
      return this.#mistake(`${safeLine(firstRoom)} is where you come back to: /quit ends`);
    }
    await client.api.rooms.leave(visit.room.id);
    visit.end();
    this.#visit = undefined;
    await this.#enter(firstRoom);
  }

  async #users(name: string): Promise<void> {
    const { client, screen, paint } = this.#options;
    const room = name === "" ? this.#visit?.room : await findRoom(client.api, name);
    if (room === undefined) {
      return this.#mistake(name === "" ? "You are in no room" : `There is no room ${safeLine(name)}`);
    }
    const { members, total } = await client.api.rooms.members(room.id, { limit: listed });
    const more = total > members.length ? [paint.dim(`  and ${total - members.length} more`)] : [];
    screen.print([`${safeLine(room.name)}: ${total}`, ...formatMembers(members, paint), ...more].join("\n"));
  }

  async #rooms(): Promise<void> {
    const { client, screen, paint } = this.#options;
    const { rooms, total } = await client.api.rooms.list({ limit: listed });
    const lines = rooms.map((room) => formatRoom(room, this.#visit?.room.id, paint));
    if (total > rooms.length) lines.push(paint.dim(`  and ${total - rooms.length} more`));
    screen.print(lines.join("\n"));
  }

  async #history(argument: string): Promise<void> {
    const { client, screen, paint } = this.#options;
    const limit = argument === "" ? 20 : Number(argument);
    if (!Number.isInteger(limit) || limit < 1 || limit > listed) {
      return this.#mistake(`/history wants a number from 1 to ${listed}`);
    }
    if (this.#visit === undefined) return this.#mistake("You are in no room");
    const { messages, total } = await client.api.messages.page(this.#visit.room.id, { limit });
    const lines = messages.map((event) => `${paint.dim(`#${event.seq}`)} ${formatEvent(event, paint)}`);
    screen.print([paint.dim(`-- ${messages.length} of ${total}`), ...lines, paint.dim("--")].join("\n"));
  }

  /** Waits for what is not acknowledged yet, and until it is shown. */
  async #finish(): Promise<void> {
    const { client, endMs } = this.#options;
    if (client.state.status === "closed") return;
    const timer = setTimeout(() => this.#giveUp.abort(new Error("not acknowledged in time")), endMs);
    await Promise.all(this.#sending);
    clearTimeout(timer);
    const shown = new AbortController();
    const limit = setTimeout(() => shown.abort(), shownMs);
    await this.#visit?.reach(this.#lastSeq, shown.signal);
    clearTimeout(limit);
  }

  #state(state: ConnectionState): void {
    const { client, user, screen } = this.#options;
    if (state.status === "open") {
      const where = new URL(client.api.url).host;
      this.#notice(this.#wasOpen ? "Connected again" : `Connected to ${where} as ${safeLine(user.username)}`);
      this.#wasOpen = true;
      this.#isAway = false;
    } else if (state.status === "waiting" && !this.#isAway) {
      this.#isAway = true;
      this.#notice(`${this.#wasOpen ? "Connection lost" : "Not connected"} (${safeLine(state.reason)}): trying again`);
    } else if (state.status === "closed" && state.error !== undefined) {
      this.#failed(state.error);
      screen.end();
    }
    this.#showPrompt();
  }

  #showPrompt(): void {
    const room = this.#visit === undefined ? "" : safeLine(this.#visit.room.name);
    this.#options.screen.setPrompt(`${this.#isAway ? "(offline) " : ""}${room}> `);
  }

  #notice(text: string): void {
    this.#options.screen.notice(this.#options.paint.dim(`* ${text}`));
  }

  #mistake(text: string): void {
    this.#hasFailed = true;
    this.#options.screen.notice(this.#options.paint.bad(`! ${text}`));
  }

  #failed(error: ApiError, what?: string): void {
    const pause = error.retryAfterMs === undefined ? "" : ` (try again in ${Math.ceil(error.retryAfterMs / 1_000)} s)`;
    this.#mistake(`${what === undefined ? "" : `${what}: `}${safeLine(error.message)}${pause}`);
  }
}
