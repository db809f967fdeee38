import { type Api, createApi } from "../support/crash_rooms.ts";
import type { SeededRandom } from "../support/seeded_random.ts";
import { type Bearer, mintToken, numberedId } from "../support/wire_client_token.ts";
import type { ChaosHistory } from "./checking/chaos_history.ts";
import type { StoreEye } from "./checking/final_log.ts";
import type { Actor } from "./clients/actor.ts";
import { Admin } from "./clients/admin.ts";
import { ChaosClient, type Door } from "./clients/chaos_client.ts";
import { Exile } from "./clients/exile.ts";
import { Habits } from "./clients/habits.ts";
import { HistoryPoller } from "./clients/history_poller.ts";
import { Planner } from "./clients/planner.ts";
import { RestSender } from "./clients/rest_sender.ts";
import { Steward } from "./clients/steward.ts";
import { type Cluster, secret } from "./cluster.ts";
import type { ClusterNode } from "./cluster_node.ts";

export interface CrowdOptions {
  readonly cluster: Cluster;
  readonly history: ChaosHistory;
  readonly random: SeededRandom;
  readonly clients: number;
  readonly rooms: number;
  readonly messagesPerSecond: number;
  /** Members who are removed and come back. */
  readonly exiles: number;
  /** The pause between two removals, milliseconds; 0: only a scenario removes anybody. */
  readonly removalMs: number;
  /** Whether clients come in by the proxies, where a scenario can get at them. */
  readonly throughProxies: boolean;
  /** How much of what is said is done to messages: the probability. */
  readonly deeds: number;
  /** How much a message says, characters. */
  readonly contentChars: number;
  /** Of those who come one after another to new rooms; from 1 on. */
  readonly generation: number;
  /** How long who was removed tries every door before joining again, milliseconds. */
  readonly outsideMs: number;
  /** Who has messages sent by the server, later. */
  readonly planners: number;
}

/** How often messages are handed out, milliseconds. */
const writeEveryMs = 20;
const lastWordMsMax = 10_000;
/** How long all that the steward did may take to be undone once all has healed, milliseconds. */
const undoneMsMax = 20_000;

/** Everybody who chats: half of all goes to one hot room that all of them read. */
export class Crowd {
  readonly rooms: { readonly id: string; readonly name: string }[] = [];
  readonly clients: ChaosClient[] = [];
  readonly exiles: Exile[] = [];
  readonly pollers: HistoryPoller[] = [];
  readonly restSenders: RestSender[] = [];
  readonly planners: Planner[] = [];
  /** Ids by username of all whose names mean somebody: of accounts, and of guests. */
  readonly people = new Map<string, string>();
  /** All names that messages may name. */
  readonly #names: string[] = [];
  #habits: Habits | undefined;
  #steward: Steward | undefined;
  readonly adminBearer: Bearer = { id: numberedId(1), username: "admin" };
  readonly adminToken = mintToken(secret, this.adminBearer);
  readonly #options: CrowdOptions;
  #admin: Admin | undefined;
  #writer: ReturnType<typeof setInterval> | undefined;
  #due = 0;
  /** Nodes that clients keep away from, for a scenario that wants it so. */
  readonly avoided = new Set<ClusterNode>();
  /** Messages a second; a scenario may change it. */
  messagesPerSecond: number;

  constructor(options: CrowdOptions) {
    this.#options = options;
    this.messagesPerSecond = options.messagesPerSecond;
  }

  get admin(): Admin {
    if (this.#admin === undefined) throw new Error("The crowd has not come together yet");
    return this.#admin;
  }

  get habits(): Habits {
    if (this.#habits === undefined) throw new Error("The crowd has not come together yet");
    return this.#habits;
  }

  /** Every client with a socket. */
  get sockets(): readonly ChaosClient[] {
    return [...this.clients, ...this.exiles.map(({ client }) => client)];
  }

  /** Makes the rooms and everybody's membership. */
  async gather(): Promise<void> {
    const { cluster, random, rooms, clients, exiles, removalMs } = this.#options;
    const api = createApi(cluster.nodes[0]!.url, this.adminToken);
    for (let i = 0; i < rooms; i++) {
      const name = this.#named(i === 0 ? "hot" : `room_${i + 1}`);
      this.rooms.push({ id: (await api.createRoom(name)).id, name });
    }
    const ids = this.rooms.map(({ id }) => id);
    for (let i = 0; i < clients; i++) {
      const own = [ids[0]!, ...new Set([ids[1 + i % Math.max(1, rooms - 1)] ?? ids[0]!])];
      await this.#addClient(i, [...new Set(own)]);
    }
    for (let i = 0; i < exiles; i++) await this.#addExile(i, [...new Set([ids[0]!, ids.at(-1)!])]);
    this.#admin = new Admin({
      token: this.adminToken,
      rooms: [...new Set([ids[0]!, ids.at(-1)!])],
      victims: removalMs === 0 ? [] : this.exiles.map(({ client }) => client.user),
      url: () => this.url(),
      random: random.fork(),
      restMs: () => removalMs === 0 ? 1_000 : removalMs * (0.5 + random.fraction()),
    });
    await this.#addRest(ids);
    await this.#addOthers(ids, api);
  }

  start(): void {
    for (const client of this.clients) client.start();
    for (const exile of this.exiles) exile.start();
  }

  /** Everybody begins to talk. */
  talk(): void {
    for (const actor of this.#actors) actor.start();
    this.#writer = setInterval(() => this.#write(), writeEveryMs);
  }

  /** Nobody says anything new, nobody is removed any more. What is under way goes on. */
  async hush(): Promise<void> {
    clearInterval(this.#writer);
    await Promise.all(this.#actors.map((actor) => actor.stop()));
    await this.#steward?.settle(undoneMsMax);
  }

  /** Whether the server has nothing left to send later. */
  async isAllSent(): Promise<boolean> {
    const waiting = await Promise.all(this.planners.map((planner) => planner.waiting()));
    return waiting.every((count) => count === 0);
  }

  /** One more message in every room, into the silence: nothing that follows it can bring it to who has missed it. */
  async lastWord(): Promise<void> {
    const { history, random, cluster } = this.#options;
    for (const { id: room } of this.rooms) {
      const options = { bearer: this.adminBearer, token: this.adminToken, room, history, restMs: 0 };
      await new RestSender({ ...options, url: () => random.pick(cluster.nodes).url }).say(lastWordMsMax);
    }
  }

  async leave(): Promise<void> {
    clearInterval(this.#writer);
    await Promise.all([...this.#actors, ...this.clients, ...this.exiles].map((one) => one.stop()));
  }

  /** Everybody without a socket. */
  get #actors(): readonly Actor[] {
    const some = [this.#admin, this.#steward, this.#habits].flatMap((actor) => actor ?? []);
    return [...this.pollers, ...this.restSenders, ...this.planners, ...some];
  }

  /** The address of some node. */
  url(): string {
    return this.#options.random.pick(this.#doors).url;
  }

  /** Who is not where everything is, in a few words; `undefined`: everybody has everything. */
  async behind(eye: StoreEye): Promise<string | undefined> {
    const waiting = this.sockets.filter(({ unacknowledged }) => unacknowledged > 0);
    if (waiting.length > 0) return `${waiting.length} clients wait for acknowledgements`;
    const outside = this.exiles.filter(({ inside }) => !inside);
    if (outside.length > 0) return `${outside.length} members have not come back`;
    const missing = this.sockets.filter((client) => client.missing.length > 0);
    if (missing.length > 0) return `${missing.length} clients do not read`;
    const heads = await eye.heads(this.rooms.map(({ id }) => id));
    const late = this.sockets.filter((client) =>
      client.openRuns.some(({ room }) => client.cursor(room) < (heads.get(room) ?? 0))
    );
    return late.length > 0 ? `${late.length} clients are not at the head` : undefined;
  }

  get #doors(): readonly ClusterNode[] {
    const { nodes } = this.#options.cluster;
    const open = nodes.filter((node) => !this.avoided.has(node));
    return open.length > 0 ? open : nodes;
  }

  /** No two generations share a name, and so no client_id. */
  #named(name: string): string {
    const { generation } = this.#options;
    return generation === 1 ? name : `${name}_${generation}`;
  }

  /** Whom messages may name: with `known`, the name means somebody. */
  #nameable({ id, username }: Bearer, known: boolean): void {
    this.#names.push(username);
    if (known) this.people.set(username, id);
  }

  #door(): Door {
    const node = this.#options.random.pick(this.#doors);
    return { node: node.name, port: this.#options.throughProxies ? node.links.clients.port : node.port };
  }

  async #join(bearer: Bearer, rooms: readonly string[]): Promise<string> {
    const token = mintToken(secret, bearer);
    for (const room of rooms) {
      this.#options.history.joining(bearer.id, room);
      await createApi(this.#options.cluster.nodes[0]!.url, token).join(room);
    }
    return token;
  }

  async #addClient(number: number, rooms: readonly string[]): Promise<void> {
    // Half of them are guests; the others have come with a token of another product, and are known by no name.
    const guest = number % 2 === 0;
    const bearer = { id: numberedId(100 + number), username: this.#named(`client${number}`), guest };
    this.#nameable(bearer, guest);
    const { history, random, contentChars } = this.#options;
    this.clients.push(
      new ChaosClient({
        bearer,
        token: await this.#join(bearer, rooms),
        rooms,
        door: () => this.#door(),
        history,
        random: random.fork(),
        batch: number % 2 === 1,
        contentChars,
        names: () => this.#names,
        ...(number % 5 === 4 ? { flapMs: 5_000 } : {}),
      }),
    );
  }

  async #addExile(number: number, rooms: readonly string[]): Promise<void> {
    const bearer = await this.#account(`exile${number}`);
    const { history, random, outsideMs } = this.#options;
    this.exiles.push(
      new Exile({
        bearer,
        token: await this.#join(bearer, rooms),
        rooms,
        door: () => this.#door(),
        url: () => this.url(),
        history,
        random: random.fork(),
        batch: number % 2 === 1,
        names: () => this.#names,
        outsideMs,
      }),
    );
  }

  async #addRest(rooms: readonly string[]): Promise<void> {
    const { history, random, clients } = this.#options;
    const count = Math.max(1, Math.floor(clients / 15));
    for (let i = 0; i < count; i++) {
      const poller = { id: numberedId(7_000 + i), username: this.#named(`poller${i}`) };
      const sender = { id: numberedId(8_000 + i), username: this.#named(`poster${i}`) };
      const url = (): string => this.url();
      const token = await this.#join(poller, rooms);
      this.pollers.push(
        new HistoryPoller({ bearer: poller, token, rooms, url, history, random: random.fork(), restMs: 400 }),
      );
      const room = rooms[i % rooms.length]!;
      const posting = await this.#join(sender, [room]);
      this.restSenders.push(new RestSender({ bearer: sender, token: posting, room, url, history, restMs: 150 }));
    }
  }

  /** An account's bearer: its name is known in every room. */
  async #account(name: string): Promise<Bearer> {
    const username = this.#named(name);
    const { id } = await createApi(this.#options.cluster.nodes[0]!.url, this.adminToken).register(username);
    this.#nameable({ id, username }, true);
    return { id, username };
  }

  /** Who governs, plans, speaks to everybody, and does what else people do. */
  async #addOthers(ids: readonly string[], api: Api): Promise<void> {
    const { history, random, planners } = this.#options;
    const url = (): string => this.url();
    const [hot = ""] = ids;
    for (let i = 0; i < planners; i++) {
      const bearer = await this.#account(`planner${i}`);
      const rooms = [...new Set([hot, ids.at(-1)!])];
      const token = await this.#join(bearer, rooms);
      // Slow mode would hold what is due up for a minute.
      for (const room of rooms) await api.makeModerator(room, bearer.id);
      this.planners.push(new Planner({ bearer, token, rooms, url, history, random: random.fork(), restMs: 2_500 }));
    }
    const governed = (clients: readonly ChaosClient[]) => clients.map(({ user, rooms }) => ({ user, rooms }));
    this.#steward = new Steward({
      token: this.adminToken,
      people: governed(this.clients),
      outlaws: governed(this.exiles.map(({ client }) => client)),
      rooms: ids,
      url,
      random: random.fork(),
      restMs: () => 700,
    });
    this.#habits = new Habits({ clients: this.clients, url, random: random.fork(), restMs: 600 });
    const admin = { bearer: this.adminBearer, token: this.adminToken, room: hot, url, history, restMs: 3_000 };
    this.restSenders.push(new RestSender({ ...admin, says: (clientId) => `${clientId} to @room` }));
  }

  #write(): void {
    const { random } = this.#options;
    this.#due = Math.min(this.#due + this.messagesPerSecond * writeEveryMs / 1_000, this.messagesPerSecond);
    for (let tries = 0; this.#due >= 1 && tries < 3 * this.messagesPerSecond; tries++) {
      const client = random.pick(this.sockets);
      const runs = client.openRuns;
      if (runs.length === 0) continue;
      const hot = runs.find(({ room }) => room === this.rooms[0]!.id);
      const { room } = hot !== undefined && random.chance(0.4) ? hot : random.pick(runs);
      const does = random.chance(this.#options.deeds);
      if (does ? client.act(room) || client.write(room) : client.write(room)) this.#due--;
    }
  }
}
