import { type Account, type ApiError, asApiError, type Parley } from "../../sdk/mod.ts";
import { type Command, parseCommand } from "../command.ts";
import { runDirectCommand } from "../direct_commands.ts";
import type { Key } from "../key_decoder.ts";
import { LineEditor } from "../line_editor.ts";
import type { Paint } from "../paint.ts";
import type { MessageDesk } from "../message_commands.ts";
import { runRoomCommand } from "../room_commands.ts";
import { findOrCreateRoom } from "../room_finder.ts";
import { safeLine } from "../safe_text.ts";
import type { Question } from "../screen.ts";
import { helpPage } from "./help_page.ts";
import { OpenRoom } from "./open_room.ts";
import { peopleOf, roomsOf } from "./choices.ts";
import { commandOf, deedsOf, messagesOf } from "./message_choices.ts";
import { Picker } from "./picker.ts";
import { type Line, wrapText } from "./span.ts";
import { Viewport } from "./viewport.ts";
import { composerOf, drawView, layoutOf, type Overlay, type ViewState } from "./view.ts";

/** What the chat needs of the terminal. */
export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  paint(rows: readonly string[], place: { readonly row: number; readonly column: number }): void;
  forget(): void;
  setTitle(title: string): void;
}

export interface FullChatOptions {
  readonly canvas: Canvas;
  readonly paint: Paint;
  /** The room to enter first. */
  readonly firstRoom: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
}

/** How long a notice stays, and how often a countdown is drawn, milliseconds. */
const noticeMs = 6_000;
const countdownMs = 1_000;
/** Rooms that are offered to be joined. */
const offered = 200;

/** Where there is no room yet. */
const emptyViewport = new Viewport();

interface Asking {
  readonly question: Question;
  readonly editor: LineEditor;
  readonly answer: (text: string | undefined) => void;
}

/** The whole screen: rooms beside messages, what is typed below. */
export class FullChat {
  readonly #options: FullChatOptions;
  readonly #over = Promise.withResolvers<void>();
  readonly #editors = new Map<string, LineEditor>();
  readonly #noRoom = new LineEditor(true);
  #account: Account | undefined;
  #parley: Parley | undefined;
  #open: OpenRoom | undefined;
  #picker: Picker | undefined;
  #page: Overlay | undefined;
  #picked: (id: string | undefined, typed: string) => void = () => {};
  #asking: Asking | undefined;
  #notice: ViewState["notice"];
  #cancelNotice = () => {};
  #cancelCountdown = () => {};
  #hasFocus = true;
  #isDrawing = false;
  #isOver = false;

  constructor(options: FullChatOptions) {
    this.#options = options;
    this.redraw();
  }

  /** Runs until the person or the terminal ends it; somebody is logged in already. */
  async run(parley: Parley): Promise<void> {
    this.#parley = parley;
    const stops = [
      parley.connection.subscribe(() => this.redraw()),
      parley.session.subscribe(() => this.#sessionChanged(parley)),
    ];
    await parley.start();
    const account = parley.account.get();
    if (account === undefined) throw parley.session.get().error ?? asApiError(new Error("Nobody is logged in"));
    this.#account = account;
    stops.push(account.rooms.snapshot.subscribe(() => this.redraw()));
    this.#do(this.#enter(this.#options.firstRoom));
    await this.#over.promise;
    for (const stop of stops) stop();
    this.#open?.close();
    await parley.close();
  }

  /** Asks in the row where one types; `undefined`: it is to end. */
  ask(question: Question): Promise<string | undefined> {
    if (this.#isOver) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#asking = { question, editor: new LineEditor(), answer: resolve };
    this.redraw();
    return promise;
  }

  end(): void {
    this.#isOver = true;
    this.#asking?.answer(undefined);
    this.#cancelNotice();
    this.#cancelCountdown();
    this.#over.resolve();
  }

  /** Draws soon, once for all that changed until then. */
  redraw(): void {
    if (this.#isDrawing || this.#isOver) return;
    this.#isDrawing = true;
    queueMicrotask(() => {
      this.#isDrawing = false;
      if (!this.#isOver) this.#draw();
    });
  }

  key(key: Key): void {
    if (this.#isOver) return;
    this.redraw();
    if (key.kind === "key") {
      if (key.name === "focusIn" || key.name === "focusOut") return this.#focus(key.name === "focusIn");
      if (key.name === "redraw") return this.#options.canvas.forget();
    }
    if (this.#asking !== undefined) return this.#answer(this.#asking, key);
    if (this.#page !== undefined) return void (this.#page = undefined);
    if (this.#picker !== undefined) return this.#pick(this.#picker, key);
    if (key.kind === "key" && this.#move(key.name)) return;
    this.#type(key);
  }

  #focus(hasFocus: boolean): void {
    if (this.#hasFocus && !hasFocus) this.#open?.leave();
    this.#hasFocus = hasFocus;
  }

  #answer(asking: Asking, key: Key): void {
    const isEscape = key.kind === "key" && key.name === "escape";
    const outcome = isEscape ? { kind: "end" } as const : asking.editor.apply(key, asking.question.isSecret);
    if (outcome.kind !== "line" && outcome.kind !== "end") return;
    this.#asking = undefined;
    asking.answer(outcome.kind === "line" ? outcome.text : undefined);
  }

  #pick(picker: Picker, key: Key): void {
    const picked = picker.apply(key);
    if (picked.kind === "open") return;
    this.#picker = undefined;
    if (picked.kind === "picked") this.#picked(picked.id, picked.typed);
  }

  /** Keys that move over the screen rather than write. */
  #move(name: string): boolean {
    const { columns, rows } = this.#layout();
    switch (name) {
      case "pageUp":
        this.#do(this.#open?.scroll(columns, rows, Math.max(1, rows - 2)));
        return true;
      case "pageDown":
        this.#do(this.#open?.scroll(columns, rows, -Math.max(1, rows - 2)));
        return true;
      case "top":
        this.#do(this.#open?.scroll(columns, rows, 1_000_000));
        return true;
      case "bottom":
      case "escape":
        this.#open?.viewport.follow();
        this.#do(this.#open?.model.timeline.jumpToLatest());
        return true;
      case "previousRoom":
        this.#step(-1);
        return true;
      case "nextRoom":
        this.#step(1);
        return true;
      case "switch":
        this.#offerRooms();
        return true;
      case "choose":
        this.#offerMessages();
        return true;
      case "help":
        this.#page = { show: () => ({ lines: helpPage.map((text): Line => [{ text }]) }) };
        return true;
      default:
        return false;
    }
  }

  #type(key: Key): void {
    const editor = this.#editor();
    const before = editor.text;
    const outcome = editor.apply(key);
    if (outcome.kind === "end") return this.end();
    if (outcome.kind === "line") return this.#entered(outcome.text);
    const { text } = editor;
    const typing = this.#open?.model.typing;
    if (text === before || typing === undefined) return;
    if (text === "" || text.startsWith("/")) typing.stop();
    else typing.notify();
  }

  #entered(text: string): void {
    const command = parseCommand(text);
    if (command.name !== "say") return this.#do(this.#run(command));
    const open = this.#open;
    if (open === undefined) return this.#say("You are in no room: Ctrl+G goes to one", true);
    try {
      open.model.send(command.argument);
      open.viewport.follow();
    } catch (error) {
      this.#failed(error);
    }
  }

  async #run(command: Command): Promise<void> {
    switch (command.name) {
      case "quit":
        return this.end();
      case "help":
        return void this.#move("help");
      case "rooms":
        return this.#offerRooms();
      case "users":
        return this.#showPeople();
      case "history":
        return void this.#move("pageUp");
      case "join":
        if (command.argument !== "") return await this.#enter(command.argument);
        return this.#offerRooms();
      case "leave":
        return await this.#leave();
      case "unknown":
        return this.#repeatFailed(command.argument);
      case "say":
      case "nothing":
        return;
      case "dm":
      case "block":
      case "unblock":
      case "blocks": {
        const open = async (users: readonly string[]) => this.#show((await this.#account!.rooms.openDirect(users)).id);
        const desk = { api: this.#parley!.api, open, print: (lines: readonly string[]) => this.#print(lines) };
        const fault = await runDirectCommand(command.name, command.argument, desk);
        return fault === undefined ? undefined : this.#say(fault, true);
      }
      default: {
        if (this.#open === undefined) return this.#say("You are in no room: Ctrl+G goes to one", true);
        const fault = await runRoomCommand(command.name, command.argument, this.#desk(this.#open));
        if (fault !== undefined) this.#say(fault, true);
      }
    }
  }

  #desk({ model, timeline }: OpenRoom): MessageDesk {
    const { id: me } = this.#account!.user;
    return {
      ...{ api: this.#parley!.api, room: model.id },
      newest: (isOwn) =>
        timeline.items.findLast(({ kind, seq, isDeleted, user }) =>
          kind === "message" && seq !== undefined && !isDeleted && (!isOwn || user.id === me)
        )?.seq,
      act: (act, seq, content) => model.act(act, seq, content),
      say: (text, to) => model.send(text, to),
      print: (lines) => this.#print(lines),
    };
  }

  #print(lines: readonly string[]): void {
    const wrapped = (columns: number) => lines.flatMap((line) => wrapText(line, columns));
    this.#page = { show: (columns, rows) => ({ lines: wrapped(columns).slice(-rows).map((text) => [{ text }]) }) };
  }

  /** `/retry` and `/discard`, for all that could not be sent here. */
  #repeatFailed(name: string): void {
    const open = this.#open;
    if ((name !== "/retry" && name !== "/discard") || open === undefined) {
      return this.#say(`${safeLine(name)} is no command: F1 lists them`, true);
    }
    const failed = open.timeline.items.flatMap(({ state, clientId, failure }) => [
      ...(state === "failed" && clientId !== undefined ? [clientId] : []),
      ...(failure === undefined ? [] : [failure.clientId]),
    ]);
    for (const clientId of failed) open.model[name === "/retry" ? "retry" : "discard"](clientId);
    if (failed.length === 0) this.#say("Everything was sent");
  }

  async #enter(name: string): Promise<void> {
    const { api } = this.#parley!;
    const room = await findOrCreateRoom(api, name);
    if (this.#account!.rooms.get(room.id) === undefined) await this.#join(room.id, safeLine(room.name));
    this.#show(room.id);
  }

  async #join(id: string, title: string): Promise<void> {
    const { rooms } = this.#account!;
    try {
      await rooms.join(id);
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code !== "wrong_password") throw error;
      const password = await this.ask({ text: `Password of ${title}: `, isSecret: true });
      if (password !== undefined) await rooms.join(id, password);
    }
  }

  async #leave(): Promise<void> {
    if (this.#open === undefined) return this.#say("You are in no room", true);
    const { id } = this.#open.model;
    this.#step(1);
    await this.#account!.rooms.leave(id);
    if (this.#open.model.id === id) this.#closeRoom();
  }

  #closeRoom(): void {
    this.#open?.close();
    this.#open = undefined;
    this.redraw();
  }

  #show(id: string): void {
    if (this.#open?.model.id === id) return;
    this.#open?.close();
    this.#open = new OpenRoom(this.#account!.room(id), () => this.redraw());
    this.redraw();
  }

  /** To the next room of the list, or the one before. */
  #step(by: number): void {
    const from = this.#open?.model.id;
    const rooms = this.#account?.rooms.snapshot.get().rooms ?? [];
    const at = rooms.findIndex(({ id }) => id === from);
    const next = at < 0 ? rooms[0] : rooms[(at + by + rooms.length) % rooms.length];
    if (next !== undefined) this.#show(next.id);
  }

  #offerRooms(): void {
    const account = this.#account;
    if (account === undefined) return;
    const mine = account.rooms.snapshot.get().rooms;
    const picker = new Picker("Go to", roomsOf(mine), "A new name makes a room");
    this.#picker = picker;
    this.#picked = (id, typed) => {
      const known = id === undefined ? undefined : account.rooms.get(id);
      if (known !== undefined) return this.#show(known.id);
      this.#do(id === undefined ? this.#enter(typed) : this.#join(id, typed).then(() => this.#show(id)));
    };
    this.#do(
      account.rooms.find({ limit: offered }).then(({ rooms }) => {
        const others = rooms.filter(({ id }) => account.rooms.get(id) === undefined);
        picker.setChoices(roomsOf([...mine, ...others]));
        this.redraw();
      }),
    );
  }

  /** A message, then what to do with it, then the command for that is typed. */
  #offerMessages(): void {
    const open = this.#open;
    if (open === undefined) return this.#say("You are in no room", true);
    const me = this.#account!.user.id;
    this.#picker = new Picker("Message", messagesOf(open.timeline.items));
    this.#picked = (id) => {
      const item = open.timeline.items.find(({ seq }) => String(seq) === id);
      if (item === undefined) return;
      this.#picker = new Picker(`#${id}`, deedsOf(item, me));
      this.#picked = (deed) => {
        const { text, isWhole } = commandOf(deed ?? "", item);
        if (isWhole) this.#entered(text);
        else this.#editor().write(text);
      };
    };
  }

  #showPeople(): void {
    const open = this.#open;
    if (open === undefined) return this.#say("You are in no room", true);
    this.#picker = new Picker("People", peopleOf(open.room.members, open.presence, this.#options.now()));
    this.#picked = () => {};
  }

  #sessionChanged(parley: Parley): void {
    const { status, error } = parley.session.get();
    if (status === "signedOut" && error !== undefined) this.#failed(error);
    this.redraw();
  }

  #do(work: Promise<void> | undefined): void {
    work?.then(() => this.redraw(), (error: unknown) => this.#failed(error));
  }

  #failed(thrown: unknown): void {
    const error: ApiError = asApiError(thrown);
    const pause = error.retryAfterMs === undefined ? "" : ` (again in ${Math.ceil(error.retryAfterMs / 1_000)} s)`;
    this.#say(`${safeLine(error.message)}${pause}`, true);
  }

  #say(text: string, isBad = false): void {
    this.#notice = { text, isBad };
    this.#cancelNotice();
    this.#cancelNotice = this.#options.after(noticeMs, () => {
      this.#notice = undefined;
      this.redraw();
    });
    this.redraw();
  }

  /** Every room keeps what was typed in it. */
  #editor(): LineEditor {
    const id = this.#open?.model.id;
    if (id === undefined) return this.#noRoom;
    let editor = this.#editors.get(id);
    if (editor === undefined) this.#editors.set(id, editor = new LineEditor(true));
    return editor;
  }

  #layout(): { readonly columns: number; readonly rows: number } {
    const { columns, rows } = this.#options.canvas;
    return layoutOf(columns, rows, composerOf(this.#state(), columns).rows.length);
  }

  #state(): ViewState {
    const open = this.#open;
    const asking = this.#asking;
    return {
      user: this.#account?.user.username ?? "",
      connection: this.#parley?.connection.get() ?? { state: "connecting" },
      now: this.#options.now(),
      rooms: this.#account?.rooms.snapshot.get().rooms ?? [],
      current: open?.model.id,
      room: open?.room,
      timeline: open?.timeline,
      presence: open?.presence,
      typing: open?.typing ?? [],
      notice: this.#notice,
      viewport: open?.viewport ?? emptyViewport,
      editor: asking?.editor ?? this.#editor(),
      prompt: asking?.question.text ?? "> ",
      isSecret: asking?.question.isSecret ?? false,
      overlay: this.#page ?? this.#picker,
    };
  }

  #draw(): void {
    const { canvas, paint } = this.#options;
    const state = this.#state();
    const { rows, place } = drawView(state, canvas.columns, canvas.rows, paint);
    canvas.paint(rows, place);
    if (this.#hasFocus && state.overlay === undefined) this.#open?.markRead();
    const unread = state.rooms.reduce((sum, room) => sum + room.unread, 0);
    canvas.setTitle(`${unread > 0 ? `(${unread}) ` : ""}${safeLine(state.room?.room?.name ?? "Parley")}`);
    this.#cancelCountdown();
    this.#cancelCountdown = state.connection.state === "waiting"
      ? this.#options.after(countdownMs, () => this.redraw())
      : () => {};
  }
}
