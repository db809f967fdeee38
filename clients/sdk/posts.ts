import type { RoomEvent } from "../../src/protocol/event.ts";
import type { Id } from "../../src/protocol/id.ts";
import { ApiError, asApiError } from "./api_error.ts";
import type { Cancel, Environment } from "./environment.ts";
import type { Sent } from "./outbox.ts";
import { type Act, isPost, type Post } from "./post.ts";
import type { ClientStore } from "./storage/client_store.ts";
import type { Tabs } from "./tabs/tabs.ts";
import type { SendOptions, WriteOptions } from "./write_options.ts";
import { type Writing, writingOf } from "./writing.ts";
import { writingFault } from "./writing_fault.ts";
import { present } from "./present.ts";

export interface PostsOptions {
  readonly environment: Pick<Environment, "now" | "newId" | "after" | "report">;
  readonly store: ClientStore;
  readonly tabs: Tabs;
  /** What the keys of this account begin with. */
  readonly prefix: string;
  /** Whether this tab could send now. */
  isOnline(): boolean;
  /** Sends over the network; resolves when what is written is durable. */
  send(writing: Writing, options: WriteOptions): Promise<Sent>;
  /** A post of this room appeared, changed or went away. */
  changed(room: Id, post: Post): void;
}

/** Posts handed to the network at once; the others wait here. */
const underWayMax = 200;
/** A post that no leading tab has taken by then is one that the leader cannot send, milliseconds. */
const takenMs = 4_000;

/** What tabs tell each other. */
type Told =
  | { readonly kind: "post"; readonly post: Post }
  | { readonly kind: "gone"; readonly clientId: string }
  | { readonly kind: "taken"; readonly clientId: string };

/**
 * One's own messages, and what one does to messages, from the moment they are written until the log has them: shown at
 * once, kept over reloads and crashes, sent by one tab, oldest first. Each keeps its client_id, so that it happens once.
 */
export class Posts {
  readonly #options: PostsOptions;
  readonly #posts = new Map<string, Post>();
  /** Those that are with the network, with what gives them up. */
  readonly #underWay = new Map<string, AbortController>();
  readonly #waits = new Map<string, Cancel>();
  /** Writes of one post, in their order. */
  readonly #writes = new Map<string, Promise<void>>();
  readonly #ending: Cancel[] = [];
  #leads = false;
  #isClosed = false;
  #lastOrder = 0;

  constructor(options: PostsOptions) {
    this.#options = options;
  }

  /** Hears other tabs, reads what was left behind, and begins to send. */
  async open(): Promise<void> {
    const { store, tabs, prefix } = this.#options;
    this.#ending.push(tabs.listen((message) => this.#heard(message as Told)));
    const left = await store.list(`${prefix}outbox/`).catch(() => []);
    for (const [, post] of left) if (isPost(post) && !this.#posts.has(post.clientId)) this.#take(post);
    if (this.#isClosed) return;
    this.#ending.push(tabs.lead((leads) => {
      this.#leads = leads;
      if (leads) this.#pump();
    }));
    for (const post of this.#posts.values()) this.#awaitTaking(post);
  }

  /** Those of a room that are not in the log yet, oldest first. */
  of(room: Id): Post[] {
    return [...this.#posts.values()].filter(({ roomId }) => roomId === room).sort((a, b) => a.order - b.order);
  }

  /** All that wait or have failed. */
  get size(): number {
    return this.#posts.size;
  }

  /** Writes a message; it is there at once. Throws {@link ApiError} `invalid` for what no server would take. */
  add(roomId: Id, content: string, { clientId, replyTo, thread, attachments }: SendOptions = {}): Post {
    return this.#new({
      ...{ roomId, content },
      ...present({ replyTo, thread, attachments }),
    }, clientId);
  }

  /** Does something to the message at a seq; it looks done at once. Throws as `add` does. */
  act(roomId: Id, act: Act, of: number, content = ""): Post {
    return this.#new({ roomId, act, of, content });
  }

  #new(
    what: Pick<Post, "roomId" | "content" | "act" | "of" | "replyTo" | "thread" | "attachments">,
    clientId: string = this.#options.environment.newId(),
  ): Post {
    const fault = writingFault(writingOf(what), clientId);
    if (fault !== undefined) throw new ApiError("invalid", fault);
    if (this.#isClosed) throw new ApiError("closed", "Nobody is logged in");
    const now = this.#options.environment.now();
    const order = Math.max(now, this.#lastOrder + 1);
    const post: Post = { ...what, clientId, order, state: "pending", createdAt: new Date(now).toISOString() };
    this.#change(post);
    return post;
  }

  /** Sends what failed again, as the newest. */
  retry(clientId: string): void {
    const post = this.#posts.get(clientId);
    if (post?.state !== "failed") return;
    const { error, ...rest } = post;
    // That client_id stands for something else already: the same again needs a new one.
    if (error?.code === "client_id_conflict") {
      const { clientId: _clientId, order: _order, state: _state, createdAt: _createdAt, ...what } = rest;
      this.discard(clientId);
      this.#new(what);
    } else {
      const order = Math.max(this.#options.environment.now(), this.#lastOrder + 1);
      this.#change({ ...rest, order, state: "pending" });
    }
  }

  /** Gives a message up. One that was on its way may still end up in the room. */
  discard(clientId: string): void {
    const post = this.#posts.get(clientId);
    if (post === undefined) return;
    this.#drop(post);
    this.#options.tabs.post({ kind: "gone", clientId } satisfies Told);
    this.#write(clientId, () => this.#options.store.delete(this.#key(post)));
  }

  /** The log has this event of one's own: whatever became of the answer, the message is sent. */
  seen({ client_id: clientId, id, seq, timestamp, room_id }: RoomEvent): void {
    const post = clientId === undefined ? undefined : this.#posts.get(clientId);
    if (post?.roomId === room_id) this.#sent(post, { id, seq, timestamp, clientId: post.clientId });
  }

  /** A connection stands: what waits can go. */
  online(): void {
    this.#pump();
    for (const post of this.#posts.values()) this.#awaitTaking(post);
  }

  /** Ends the work of this tab; what waits stays in the store. */
  close(): void {
    this.#isClosed = true;
    this.#leads = false;
    for (const end of this.#ending.splice(0)) end();
    for (const cancel of this.#waits.values()) cancel();
    this.#waits.clear();
  }

  /** Resolves when everything so far is written down. */
  async written(): Promise<void> {
    await Promise.all(this.#writes.values());
  }

  #key({ order, clientId }: Post): string {
    return `${this.#options.prefix}outbox/${String(order).padStart(16, "0")}/${clientId}`;
  }

  /** A post of this tab is new, or stands differently. */
  #change(post: Post): void {
    const former = this.#posts.get(post.clientId);
    this.#take(post);
    this.#write(post.clientId, async () => {
      await this.#options.store.put(this.#key(post), post);
      if (former !== undefined && former.order !== post.order) await this.#options.store.delete(this.#key(former));
    });
    this.#awaitTaking(post);
    this.#options.tabs.post({ kind: "post", post } satisfies Told);
    this.#pump();
  }

  #take(post: Post): void {
    this.#lastOrder = Math.max(this.#lastOrder, post.order);
    this.#posts.set(post.clientId, post);
    this.#options.changed(post.roomId, post);
  }

  #drop(post: Post): void {
    this.#posts.delete(post.clientId);
    this.#waits.get(post.clientId)?.();
    this.#waits.delete(post.clientId);
    const giveUp = this.#underWay.get(post.clientId);
    this.#underWay.delete(post.clientId);
    giveUp?.abort(new ApiError("closed", "The message was given up"));
    this.#options.changed(post.roomId, { ...post, state: post.state === "sent" ? "sent" : "discarded" });
  }

  #sent(post: Post, { id, seq, timestamp }: Sent): void {
    const sent: Post = { ...post, state: "sent", id, seq, timestamp };
    this.#drop(sent);
    this.#options.tabs.post({ kind: "post", post: sent } satisfies Told);
    this.#write(post.clientId, () => this.#options.store.delete(this.#key(post)));
    this.#pump();
  }

  #heard(told: Told): void {
    switch (told.kind) {
      case "taken":
        this.#waits.get(told.clientId)?.();
        return void this.#waits.delete(told.clientId);
      case "gone": {
        const post = this.#posts.get(told.clientId);
        return post === undefined ? undefined : this.#drop(post);
      }
      case "post": {
        if (!isPost(told.post)) return;
        if (told.post.state === "sent") return this.#drop(told.post);
        this.#take(told.post);
        return this.#pump();
      }
    }
  }

  /** Sends what waits, oldest first, if this tab leads. */
  #pump(): void {
    if (!this.#leads || this.#isClosed) return;
    const waiting = [...this.#posts.values()].filter(({ state }) => state === "pending").sort((a, b) =>
      a.order - b.order
    );
    for (const post of waiting) {
      if (this.#options.isOnline()) this.#options.tabs.post({ kind: "taken", clientId: post.clientId } satisfies Told);
      if (this.#underWay.has(post.clientId)) continue;
      if (this.#underWay.size >= underWayMax) return;
      this.#send(post);
    }
  }

  #send(post: Post): void {
    const { clientId } = post;
    const giveUp = new AbortController();
    this.#underWay.set(clientId, giveUp);
    const isCurrent = () => this.#underWay.get(clientId) === giveUp && this.#underWay.delete(clientId);
    this.#options.send(writingOf(post), { clientId, signal: giveUp.signal }).then(
      (sent) => {
        if (isCurrent()) this.#sent(post, sent);
      },
      (thrown: unknown) => {
        if (!isCurrent() || this.#isClosed) return;
        const { code, message } = asApiError(thrown);
        // The connection is over, not the message: it waits for the next one.
        if (code === "closed" || code === "outbox_full" || !this.#options.isOnline()) return;
        this.#change({ ...post, state: "failed", error: { code, message } });
      },
    ).catch(this.#options.environment.report);
  }

  /** If the leading tab says nothing about a post for a while, and this one could send it, this one leads. */
  #awaitTaking({ clientId, state }: Post): void {
    if (this.#leads || this.#isClosed || state !== "pending" || this.#waits.has(clientId)) return;
    this.#waits.set(
      clientId,
      this.#options.environment.after(takenMs, () => {
        this.#waits.delete(clientId);
        if (this.#options.isOnline() && this.#posts.has(clientId)) this.#options.tabs.steal();
      }),
    );
  }

  /** Writes of one post follow each other; a store that refuses costs only what it was for. */
  #write(clientId: string, work: () => Promise<void>): void {
    const writing: Promise<void> = (this.#writes.get(clientId) ?? Promise.resolve()).then(work).catch(() => undefined)
      .finally(() => {
        if (this.#writes.get(clientId) === writing) this.#writes.delete(clientId);
      });
    this.#writes.set(clientId, writing);
  }
}
