import type { Id } from "../../../src/protocol/id.ts";
import type { ParleyClient } from "../client.ts";
import type { ConnectionState } from "../connector.ts";
import type { SessionUser } from "../entities.ts";
import type { Environment } from "../environment.ts";
import { Posts } from "../posts.ts";
import type { Discontinuity } from "../room.ts";
import type { ClientStore } from "../storage/client_store.ts";
import type { Tabs } from "../tabs/tabs.ts";
import { Attention } from "./attention.ts";
import { Blocks } from "./blocks.ts";
import { type AccountContext, Cache } from "./account_context.ts";
import { LinkPreviews } from "./link_previews.ts";
import type { LongList } from "./long_list.ts";
import { createMentionList, type MentionListSnapshot } from "./mention_list.ts";
import { RoomList } from "./room_list.ts";
import { RoomModel } from "./room_model.ts";
import { createThreadList, type ThreadListSnapshot } from "./thread_list.ts";

export interface AccountOptions {
  readonly user: SessionUser;
  readonly client: ParleyClient;
  readonly store: ClientStore;
  readonly tabs: Tabs;
  readonly environment: Environment;
  readonly connection: (state: ConnectionState) => void;
  readonly discontinuity: (room: Id, discontinuity: Discontinuity) => void;
}

/** Everything of one user that is logged in here: connection, rooms, messages on their way. */
export class Account {
  readonly user: SessionUser;
  readonly client: ParleyClient;
  readonly rooms: RoomList;
  readonly posts: Posts;
  /** The threads that one follows. */
  readonly threads: LongList<ThreadListSnapshot>;
  /** What mentions one. */
  readonly mentions: LongList<MentionListSnapshot>;
  /** What one is told of, has begun to write, and has left to be sent. */
  readonly attention: Attention;
  /** Whom one does not want to hear from. */
  readonly blocks: Blocks;
  /** Where links of messages lead. */
  readonly previews: LinkPreviews;
  readonly #options: AccountOptions;
  readonly #context: AccountContext;
  readonly #models = new Map<Id, RoomModel>();
  #closing: Promise<void> | undefined;

  constructor(options: AccountOptions) {
    const { user, client, store, tabs, environment } = options;
    this.#options = options;
    this.user = user;
    this.client = client;
    const prefix = `${user.id}/`;
    this.posts = new Posts({
      ...{ environment, store, tabs, prefix },
      isOnline: () => client.state.status === "open",
      send: (writing, sending) => client.write(writing, sending),
      changed: (room, post) => this.#models.get(room)?.posted(post),
    });
    this.#context = {
      ...{ client, environment, posts: this.posts },
      me: { id: user.id, name: user.username },
      cache: new Cache(store, prefix, environment.after),
    };
    this.rooms = new RoomList(this.#context, {
      countAfter: (room, seq) => this.#models.get(room)?.timeline.countAfter(seq),
      ended: (room, ended) => this.#models.get(room)?.ended(ended),
      discontinuity: options.discontinuity,
      trimmed: () => {
        void this.threads.refresh();
        void this.mentions.refresh();
      },
      event: (event) => {
        this.threads.arrived(event);
        this.mentions.arrived(event);
      },
    });
    this.threads = createThreadList(this.#context);
    this.mentions = createMentionList(this.#context);
    this.attention = new Attention(this.#context);
    this.blocks = new Blocks(this.#context);
    this.previews = new LinkPreviews(client);
    client.on("own", (frame) => {
      this.attention.changed(frame);
      if (frame.what === "rooms") void this.rooms.refresh();
      if (frame.what === "blocks") void this.blocks.refresh();
    });
    client.on("state", (state) => this.#state(state));
  }

  /** Shows what is cached, connects, and stays connected. Resolves when what was left behind is read. */
  async open(): Promise<void> {
    const reading = Promise.all([this.rooms.open(), this.posts.open()]);
    // Refusals are told as the state of the connection.
    this.client.connect().catch(() => undefined);
    await reading;
  }

  /** A room's model, whether one is in it or not. Throws `invalid` for what is no id. */
  room(id: Id): RoomModel {
    let model = this.#models.get(id);
    if (model === undefined) {
      model = new RoomModel(id, this.#context, this.rooms);
      this.#models.set(id, model);
    }
    return model;
  }

  /** Ends everything of this program; what waits to be sent stays in the store. `saves`: and what was shown last. */
  close(saves = true): Promise<void> {
    this.#closing ??= this.#close(saves);
    return this.#closing;
  }

  async #close(saves: boolean): Promise<void> {
    this.posts.close();
    this.client.close();
    this.rooms.close();
    this.threads.close();
    this.mentions.close();
    this.attention.close();
    this.blocks.close();
    this.previews.close();
    for (const model of this.#models.values()) model.close();
    await this.#context.cache.close(saves);
    await this.posts.written();
  }

  /** The same, and forgets what was kept here of this user, messages that wait to be sent among it. */
  async forget(): Promise<void> {
    await this.close(false);
    await this.#options.store.deleteAll(`${this.user.id}/`).catch(() => undefined);
  }

  /** Writes down what is to be kept, now: the page may be gone in a moment. */
  async save(): Promise<void> {
    await this.#context.cache.flush();
  }

  #state(state: ConnectionState): void {
    this.#options.connection(state);
    if (state.status !== "open" || this.#closing !== undefined) return;
    this.posts.online();
    this.attention.online();
    void this.blocks.refresh();
    void this.rooms.refresh();
    for (const model of this.#models.values()) model.online();
  }
}
