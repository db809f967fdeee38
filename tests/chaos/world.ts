import { SeededRandom } from "../support/seeded_random.ts";
import { checkChaos, type FinalRoom, type Finding } from "./checking/chaos_checker.ts";
import { ChaosHistory, type Run } from "./checking/chaos_history.ts";
import { openStoreEye, type StoreEye } from "./checking/final_log.ts";
import {
  checkHoldings,
  checkRest,
  emptied,
  type Holdings,
  holdingsOf,
  memorySlackMiB,
  metricsOf,
  presenceMsMax,
  wrongPresence,
} from "./checking/node_checks.ts";
import { checkAttention } from "./checking/attention_checks.ts";
import { checkFolds, checkStates, checkUnread } from "./checking/message_checks.ts";
import { Cluster, type ClusterOptions } from "./cluster.ts";
import type { ClusterNode } from "./cluster_node.ts";
import { Crowd } from "./crowd.ts";
import { mixOf } from "./mix.ts";
import type { ChaosReport, Expectation } from "./report.ts";

export interface WorldOptions {
  readonly seed: number;
  readonly clients: number;
  readonly rooms: number;
  readonly messagesPerSecond: number;
  readonly exiles: number;
  readonly removalMs: number;
  readonly throughProxies: boolean;
  readonly deeds: number;
  readonly contentChars: number;
  readonly outsideMs: number;
  readonly planners: number;
  /**
   * How long what is due may take to be sent once all has healed, milliseconds: what a node had taken upon itself when it died or
   * lost the database is left to it for a minute.
   */
  readonly dueMsMax: number;
  /** How long everybody talks on after the faults, and how long they then may take to have everything; milliseconds. */
  readonly peaceMs: number;
  readonly settleMsMax: number;
  /**
   * After so long everything is healed and checked, and everybody moves on to new rooms, milliseconds: the database of the tests
   * looks for repeated messages by reading their whole room.
   */
  readonly roundMs: number;
  /** How long a node may take until it accepts a message again once all has healed, milliseconds. */
  readonly progressMsMax: number;
  /** How long presence may take to be right once everybody is settled, milliseconds. */
  readonly presenceMsMax: number;
  /** See `checkHoldings`. */
  readonly memorySlackMiB: number;
  /** From when on a node that cannot reach the database says so and lets nobody in to read, milliseconds. */
  readonly fenceMsMax: number;
}

/** Little enough that two cores, which others may use too, are not the fault. */
export const worldDefaults: WorldOptions = {
  seed: 1,
  clients: 36,
  rooms: 6,
  messagesPerSecond: 60,
  exiles: 2,
  removalMs: 4_000,
  throughProxies: false,
  deeds: 0.3,
  contentChars: 100,
  outsideMs: 1_500,
  planners: 2,
  dueMsMax: 90_000,
  peaceMs: 20_000,
  settleMsMax: 30_000,
  roundMs: Infinity,
  progressMsMax: 10_000,
  presenceMsMax,
  memorySlackMiB,
  // Five seconds, and what a machine that is shared may take to tell.
  fenceMsMax: 6_500,
};

/** Of what a world is made. */
export interface WorldPlan {
  readonly id: string;
  readonly title: string;
  readonly nodes: number;
  /** How the cluster is put together, where it is not as usual. */
  readonly cluster?: () => Promise<Partial<ClusterOptions>>;
  readonly world?: Partial<WorldOptions>;
}

/** What is done to it. */
export interface Deeds {
  /** For about so many milliseconds; what it leaves broken is mended after it. */
  readonly run: (world: ChaosWorld, ms: number) => Promise<void>;
  /** After peace, before the clients leave: what is wanted beside the rules. */
  readonly after?: (world: ChaosWorld) => Promise<void>;
}

/** How long everything may take to stand before anything is done to it. */
const gatherMsMax = 60_000;
const warmMs = 1_000;
const leftMsMax = 15_000;

/** A cluster, everybody who chats over it, what is done to it and what comes of it. */
export class ChaosWorld implements AsyncDisposable {
  readonly options: WorldOptions;
  readonly plan: WorldPlan;
  readonly cluster: Cluster;
  readonly random: SeededRandom;
  readonly history = new ChaosHistory();
  /** Everybody who is there now, and who was there in earlier rounds. */
  crowd: Crowd;
  readonly #crowds: Crowd[] = [];
  readonly eye: StoreEye;
  readonly injected = new Map<string, number>();
  readonly measures = new Map<string, number | string>();
  readonly expectations: Expectation[] = [];
  readonly #crowdRandom: SeededRandom;
  readonly #findings: Finding[] = [];
  readonly #idle = new Map<ClusterNode, Holdings>();
  readonly #warm = new Map<ClusterNode, Holdings>();
  readonly #startedAt = performance.now();

  private constructor(plan: WorldPlan, options: WorldOptions, cluster: Cluster, eye: StoreEye) {
    this.plan = plan;
    this.options = options;
    this.cluster = cluster;
    this.eye = eye;
    // Which faults come when does not hang on what clients draw.
    const random = new SeededRandom(options.seed);
    this.random = random.fork();
    this.#crowdRandom = random.fork();
    this.crowd = this.#newCrowd();
  }

  static async open(
    plan: WorldPlan,
    options: Partial<WorldOptions> = {},
    cluster: Partial<ClusterOptions> = {},
  ): Promise<ChaosWorld> {
    const all = { ...worldDefaults, ...plan.world, ...options };
    const random = new SeededRandom(all.seed ^ 0x5eed);
    const own = await plan.cluster?.();
    const standing = await Cluster.start({ nodes: plan.nodes, random, ...own, ...cluster });
    const eye = await openStoreEye(standing.storeUrl);
    standing.own(eye);
    const world = new ChaosWorld(plan, all, standing, eye);
    try {
      await world.#gather();
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
    return world;
  }

  get nodes(): readonly ClusterNode[] {
    return this.cluster.nodes;
  }

  get acknowledged(): number {
    return this.history.sends.counts.ok;
  }

  /** Counts what was done to the cluster. */
  did(what: string, times = 1): void {
    this.injected.set(what, (this.injected.get(what) ?? 0) + times);
  }

  expect(what: string, met: boolean): void {
    this.expectations.push({ what, met });
  }

  measure(what: string, value: number | string): void {
    this.measures.set(what, typeof value === "number" ? Math.round(value * 10) / 10 : value);
  }

  found(finding: Finding): void {
    this.#findings.push(finding);
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Does something again and again for so long; what is left of the time is waited for. */
  async during(ms: number, deed: (leftMs: number) => Promise<void>): Promise<void> {
    const end = performance.now() + ms;
    while (performance.now() < end) await deed(end - performance.now());
  }

  /** Looks until the condition holds; answers how long that took, `undefined`: it never did. */
  async until(condition: () => boolean | Promise<boolean>, msMax: number): Promise<number | undefined> {
    const start = performance.now();
    while (!await condition()) {
      if (performance.now() - start > msMax) return undefined;
      await this.pause(50);
    }
    return performance.now() - start;
  }

  /** Undoes every fault and waits until every node stands. */
  async heal(): Promise<void> {
    const { mongo, redis } = this.cluster;
    for (const node of this.nodes) {
      const { store, broker, clients, slow } = node.links;
      for (const proxy of [store, broker, clients, slow]) {
        proxy.toxics.latencyMs = proxy.toxics.jitterMs = undefined;
        proxy.set("open");
      }
      node.links.tripwire.disarm();
      node.links.cutAnswers = 0;
      node.thaw();
    }
    this.crowd.avoided.clear();
    await Promise.all([mongo?.stand(), redis.stand()]);
    await Promise.all(this.nodes.map((node) => node.start()));
  }

  /** The whole of it: faults, peace, verdict. */
  async run(deeds: Deeds, ms: number): Promise<ChaosReport> {
    const rounds = Math.max(1, Math.round(ms / this.options.roundMs));
    let openRuns: readonly Run[] = [];
    for (let round = 1; round <= rounds; round++) {
      if (round > 1) await this.#moveOn();
      await deeds.run(this, ms / rounds);
      await this.heal();
      openRuns = await this.#rest(deeds);
    }
    if (rounds > 1) this.did("rounds, each in new rooms", rounds);
    await this.#takeFigures();
    await this.crowd.leave();
    await this.#checkHoldings();
    // Nobody is there any more to whom anything could be acknowledged.
    const rooms = await this.#finalRooms(this.#crowds);
    this.#findings.push(...checkChaos({ history: this.history, rooms, openRuns }));
    return this.#report(rooms);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.crowd.leave();
    await this.cluster[Symbol.asyncDispose]();
  }

  async #gather(): Promise<void> {
    for (const node of this.nodes) this.#idle.set(node, (await holdingsOf(node))!);
    await this.#assemble();
    await this.pause(warmMs);
    for (const node of this.nodes) this.#warm.set(node, (await holdingsOf(node))!);
  }

  async #assemble(): Promise<void> {
    await this.crowd.gather();
    this.crowd.start();
    const ready = await this.until(() => this.crowd.sockets.every(({ missing }) => missing.length === 0), gatherMsMax);
    if (ready === undefined) throw new Error("Not everybody could connect to a cluster without a fault");
    this.crowd.talk();
  }

  #newCrowd(): Crowd {
    const { options, cluster, history } = this;
    const random = this.#crowdRandom.fork();
    const crowd = new Crowd({ ...options, cluster, history, random, generation: this.#crowds.length + 1 });
    this.#crowds.push(crowd);
    return crowd;
  }

  /** Everybody leaves; others come, to other rooms of the same cluster. */
  async #moveOn(): Promise<void> {
    await this.crowd.leave();
    this.crowd = this.#newCrowd();
    await this.#assemble();
  }

  /** Peace, and what can be asked of living nodes; answers the subscriptions that were open then. */
  async #rest(deeds: Deeds): Promise<readonly Run[]> {
    const settled = await this.#peace();
    await deeds.after?.(this);
    await this.#checkPresence();
    if (!settled) return [];
    const openRuns = this.crowd.sockets.flatMap((client) => client.openRuns);
    for (const room of await this.#finalRooms([this.crowd])) {
      for (const node of this.nodes) {
        this.#findings.push(...await checkRest(node, room, { token: this.crowd.adminToken, random: this.random }));
        this.#findings.push(...await checkStates(node, room, this.crowd.adminToken, this.crowd.adminBearer.id));
        this.#findings.push(...await checkUnread(node, room, this.random.pick(this.crowd.clients)));
      }
      this.#findings.push(...checkFolds(room, this.crowd.sockets));
      this.#findings.push(...await checkAttention(this.nodes, room, this.crowd, this.random));
    }
    return openRuns;
  }

  /** Everybody talks on for a while, then everybody gets everything. */
  async #peace(): Promise<boolean> {
    const { peaceMs, settleMsMax, progressMsMax, dueMsMax } = this.options;
    const healedAt = performance.now();
    const before = this.acknowledged;
    const progress = await this.until(() => this.acknowledged > before, progressMsMax);
    this.#measureMost("first acknowledgement after healing, ms", progress);
    if (progress === undefined) {
      this.found({ rule: "C11", what: `nothing was acknowledged for ${progressMsMax} ms after all had healed` });
    }
    await this.pause(Math.max(0, peaceMs - (performance.now() - healedAt)));
    await this.crowd.hush();
    const sent = await this.until(() => this.crowd.isAllSent(), dueMsMax);
    this.#measureMost("everything that was due was sent after, ms", sent);
    if (sent === undefined) this.found({ rule: "C11", what: `what was due was not sent within ${dueMsMax} ms` });
    await this.crowd.lastWord();
    let behind: string | undefined;
    const settled = await this.until(async () => {
      behind = await this.crowd.behind(this.eye);
      return behind === undefined;
    }, settleMsMax);
    this.#measureMost("everybody had everything after, ms", settled);
    if (settled === undefined) this.found({ rule: "C11", what: `after ${settleMsMax} ms of silence ${behind}` });
    return settled !== undefined;
  }

  /** The longest of all rounds; `undefined`: it never happened. */
  #measureMost(what: string, ms: number | undefined): void {
    const before = this.measures.get(what) ?? 0;
    this.measure(what, ms === undefined || typeof before === "string" ? "never" : Math.max(before, ms));
  }

  async #finalRooms(crowds: readonly Crowd[]): Promise<FinalRoom[]> {
    const creator = this.crowd.adminBearer.id;
    const rooms: FinalRoom[] = [];
    for (const { id, name } of crowds.flatMap(({ rooms }) => rooms)) {
      rooms.push({ id, name, creator, log: await this.eye.log(id) });
    }
    return rooms;
  }

  async #takeFigures(): Promise<void> {
    const sums = new Map<string, number>();
    for (const node of this.nodes) {
      for (const [name, value] of await metricsOf(node)) sums.set(name, (sums.get(name) ?? 0) + value);
    }
    this.measure("p99 from sending to acknowledgement, ms", this.history.p99());
    for (const name of ["append_conflicts", "append_unknown", "append_duplicates", "gaps_filled"]) {
      const value = sums.get(`parley_${name}_total`);
      if (value !== undefined) this.measure(`${name.replace("_", " ")} (nodes that lived to the end)`, value);
    }
  }

  /** Everybody is connected, and stays. */
  async #checkPresence(): Promise<void> {
    const reader = { token: this.crowd.adminToken, random: this.random };
    const wrongs = new Map<string, string>();
    const right = await this.until(async () => {
      wrongs.clear();
      for (const room of this.crowd.rooms) {
        const runs = this.crowd.sockets.flatMap(({ openRuns }) => openRuns).filter((run) => run.room === room.id);
        const reading = new Set(runs.map(({ user }) => user));
        for (const node of this.nodes) {
          const wrong = await wrongPresence(node, room, reading, reader);
          if (wrong !== undefined) wrongs.set(`${node.name} ${room.id}`, wrong);
        }
      }
      return wrongs.size === 0;
    }, this.options.presenceMsMax);
    this.#measureMost("presence right after, ms", right);
    if (right === undefined) { for (const what of wrongs.values()) this.found({ rule: "C13", what }); }
  }

  async #checkHoldings(): Promise<void> {
    const empty = async (node: ClusterNode) => {
      const figures = await metricsOf(node);
      return emptied.every((name) => figures.get(name) === 0);
    };
    for (const node of this.nodes) {
      await this.until(() => empty(node), leftMsMax);
      const idle = this.#idle.get(node);
      const warm = this.#warm.get(node);
      if (idle !== undefined && warm !== undefined) {
        this.#findings.push(...await checkHoldings(node, { idle, warm, slackMiB: this.options.memorySlackMiB }));
      }
    }
  }

  #report(rooms: readonly FinalRoom[]): ChaosReport {
    const { history, crowd } = this;
    const invoked = new Set<string>();
    const known = new Set<string>();
    for (const { kind, ...one } of history.sends.observations) {
      if (kind === "invoke" && "clientId" in one) invoked.add(`${one.room} ${one.clientId}`);
      if (kind === "ok" && "clientId" in one) known.add(`${one.room} ${one.clientId}`);
    }
    const answered = [known, history.refused, history.needless];
    const needless = history.needless.difference(known).size;
    const kept = new Set(rooms.flatMap(({ id, log }) => log.map(({ clientId }) => `${id} ${clientId}`)));
    const unknown = [...invoked].filter((message) => !answered.some((of) => of.has(message)));
    const refusals = new Map<string, number>();
    for (const client of this.#crowds.flatMap(({ sockets }) => sockets)) {
      for (const [code, times] of client.refusals) refusals.set(code, (refusals.get(code) ?? 0) + times);
    }
    const mix = mixOf(rooms, this.#crowds.map(({ habits }) => habits));
    for (const [what, times] of mix) this.measure(what, times);
    const admins = this.#crowds.map(({ admin }) => admin);
    const removals = admins.reduce((sum, admin) => sum + admin.removals, 0);
    const doubtful = admins.reduce((sum, admin) => sum + admin.unknown, 0);
    if (removals > 0) this.injected.set("removals of a member", removals);
    if (doubtful > 0) this.injected.set("removals whose outcome stayed unknown", doubtful);
    return {
      scenario: this.plan.id,
      title: this.plan.title,
      seed: this.options.seed,
      nodes: this.nodes.length,
      clients: crowd.sockets.length + crowd.pollers.length + crowd.restSenders.length,
      tookMs: performance.now() - this.#startedAt,
      injected: this.injected,
      sent: invoked.size,
      again: history.sends.counts.invoke - invoked.size,
      acknowledged: known.size,
      needless,
      refused: history.refused.size,
      unknown: unknown.length,
      unknownKept: unknown.filter((message) => kept.has(message)).length,
      delivered: history.delivered,
      resumes: history.resumes,
      resets: history.resets,
      refusals,
      findings: this.#findings,
      without: new Map(),
      expectations: this.expectations,
      measures: this.measures,
    };
  }
}
