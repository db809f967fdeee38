import type { DraftView } from "../../../src/protocol/draft.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { Notices, NoticesInput, RoomNotice, RoomNoticeInput } from "../../../src/protocol/notification.ts";
import type { NewScheduledInput, ScheduledChangeInput, ScheduledView } from "../../../src/protocol/scheduled.ts";
import type { OwnFrame } from "../../../src/protocol/server_frame.ts";
import type { Cancel } from "../environment.ts";
import type { Observable } from "../observable.ts";
import type { AccountContext } from "./account_context.ts";
import { type OwnSnapshot, OwnThing } from "./own_thing.ts";
import { present } from "../present.ts";

/** How long one goes on writing until a draft is kept, milliseconds. */
const draftMs = 1_000;

/** What a composer holds besides its text. */
export interface DraftPlace {
  readonly thread?: number | undefined;
  readonly replyTo?: number | undefined;
}

/** What one is told of, what one has begun to write, and what is to be sent later: the user's own, on every device. */
export class Attention {
  readonly #context: AccountContext;
  readonly #drafts: OwnThing<readonly DraftView[]>;
  readonly #notices: OwnThing<Notices>;
  readonly #scheduled: OwnThing<readonly ScheduledView[]>;
  readonly #saving = new Map<string, Cancel>();

  constructor(context: AccountContext) {
    this.#context = context;
    const { client: { api }, environment } = context;
    this.#drafts = new OwnThing(async () => (await api.drafts.list()).drafts, environment);
    this.#notices = new OwnThing(() => api.notices.get(), environment);
    this.#scheduled = new OwnThing(async () => (await api.scheduled.list()).scheduled, environment);
  }

  /** The newest first. */
  get drafts(): Observable<OwnSnapshot<readonly DraftView[]>> {
    return this.#drafts.snapshot;
  }

  get notices(): Observable<OwnSnapshot<Notices>> {
    return this.#notices.snapshot;
  }

  /** By time. */
  get scheduled(): Observable<OwnSnapshot<readonly ScheduledView[]>> {
    return this.#scheduled.snapshot;
  }

  /** Keeps what one has begun to write, soon: to be called at each change. An empty text is no draft. */
  write(room: Id, content: string, { thread, replyTo }: DraftPlace = {}): void {
    const key = `${room}/${thread ?? ""}`;
    this.#saving.get(key)?.();
    this.#saving.set(
      key,
      this.#context.environment.after(draftMs, () => {
        this.#saving.delete(key);
        // What cannot be kept now is kept with the next change.
        this.#put(room, content, thread, replyTo).catch(() => undefined);
      }),
    );
  }

  /** It was sent, or given up. */
  discard(room: Id, thread?: number): Promise<void> {
    const key = `${room}/${thread ?? ""}`;
    this.#saving.get(key)?.();
    this.#saving.delete(key);
    return this.#put(room, "", thread);
  }

  setNotices(change: NoticesInput): Promise<Notices> {
    const { api } = this.#context.client;
    const shown = change as Partial<Notices>;
    return this.#notices.change((notices) => ({ ...notices, ...shown }), () => api.notices.update(change));
  }

  /** `undefined`: as for all other rooms. */
  setRoomNotice(room: Id, notice: RoomNoticeInput | undefined): Promise<RoomNotice | void> {
    const { api } = this.#context.client;
    return this.#notices.change(
      (notices) => notices,
      (): Promise<RoomNotice | void> =>
        notice === undefined ? api.notices.clearRoom(room) : api.notices.setRoom(room, notice),
    );
  }

  /** Rejects with `ApiError`, for example `forbidden` for guests. */
  schedule(message: NewScheduledInput): Promise<ScheduledView> {
    return this.#scheduled.change((list) => list, () => this.#context.client.api.scheduled.create(message));
  }

  reschedule(id: Id, change: ScheduledChangeInput): Promise<ScheduledView> {
    return this.#scheduled.change((list) => list, () => this.#context.client.api.scheduled.update(id, change));
  }

  unschedule(id: Id): Promise<void> {
    return this.#scheduled.change(
      (list) => list.filter((message) => message.id !== id),
      () => this.#context.client.api.scheduled.remove(id),
    );
  }

  /** For the account only: another device, or this one, changed something. */
  changed({ what }: Pick<OwnFrame, "what">): void {
    if (what === "draft") void this.#drafts.refresh();
    if (what === "notifications") void this.#notices.refresh();
    if (what === "scheduled") void this.#scheduled.refresh();
  }

  /** For the account only: a connection stands, and what was told meanwhile was missed. */
  online(): void {
    for (const what of ["draft", "notifications", "scheduled"] as const) this.changed({ what });
  }

  close(): void {
    for (const cancel of this.#saving.values()) cancel();
    for (const thing of [this.#drafts, this.#notices, this.#scheduled]) thing.close();
  }

  #put(room: Id, content: string, thread?: number, replyTo?: number): Promise<void> {
    const { drafts } = this.#context.client.api;
    const others = (list: readonly DraftView[]) =>
      list.filter((draft) => draft.room_id !== room || draft.thread !== thread);
    if (content === "") return this.#drafts.change(others, () => drafts.remove(room, thread));
    const draft = {
      content,
      ...present({ thread, reply_to: replyTo }),
    };
    const updated_at = new Date(this.#context.environment.now()).toISOString();
    return this.#drafts.change(
      (list) => [{ room_id: room, ...draft, updated_at }, ...others(list)],
      async () => void await drafts.put(room, draft),
    );
  }
}
