import type { AppendResult } from "../../src/ports/event_log.ts";
import type { Store } from "../../src/ports/store.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";

/**
 * How a call fails. `before`: it does nothing and throws `unavailable`. `lost`: it is done, and its answer is lost.
 * `late`: it is not done until `land` is called. After the last two an append answers `unknown`, any other call throws.
 */
export type Fault = "before" | "lost" | "late";

export interface Call {
  /** From 1, over all calls of the store. */
  readonly number: number;
  /** From 1, over the calls of this name. */
  readonly ofName: number;
  /** As in "log.append"; `check` is "check". */
  readonly name: string;
}

/** Which calls fail, and how. */
export type FailurePlan = (call: Call) => Fault | undefined;

export interface FailingStore extends Store {
  /** Calls so far, those that failed too. */
  readonly calls: number;
  /** Writes that are still to land. */
  readonly late: number;
  /** Lets the late writes land in the order of their calls; answers what their callers did not hear. */
  land(): Promise<readonly unknown[]>;
}

/** The n-th call fails: of those of that name, or of all. */
export function failNth(n: number, fault: Fault, name?: string): FailurePlan {
  return (call) =>
    (name === undefined ? call.number === n : call.name === name && call.ofName === n) ? fault : undefined;
}

const unknown: AppendResult = { kind: "unknown" };

/** Any store, failing as planned: the same way every time. */
export function failingStore(store: Store, plan: FailurePlan): FailingStore {
  const counts = new Map<string, number>();
  let calls = 0;
  let late: (() => Promise<unknown>)[] = [];

  async function run<T>(name: string, work: () => Promise<T>, lostAnswer?: T): Promise<T> {
    const ofName = (counts.get(name) ?? 0) + 1;
    counts.set(name, ofName);
    const fault = plan({ number: ++calls, ofName, name });
    if (fault === undefined) return await work();
    if (fault === "lost") await work();
    if (fault === "late") late.push(work);
    if (fault !== "before" && lostAnswer !== undefined) return lostAnswer;
    throw new ParleyError("unavailable", undefined, { cause: new Error(`${name} was to fail: ${fault}`) });
  }

  return {
    log: {
      append: (...args) => run("log.append", () => store.log.append(...args), unknown),
      heads: (...args) => run("log.heads", () => store.log.heads(...args)),
      read: (...args) => run("log.read", () => store.log.read(...args)),
      find: (...args) => run("log.find", () => store.log.find(...args)),
      trim: (...args) => run("log.trim", () => store.log.trim(...args)),
      forgetName: (...args) => run("log.forgetName", () => store.log.forgetName(...args)),
      count: (...args) => run("log.count", () => store.log.count(...args)),
    },
    rooms: {
      create: (...args) => run("rooms.create", () => store.rooms.create(...args)),
      byId: (...args) => run("rooms.byId", () => store.rooms.byId(...args)),
      byName: (...args) => run("rooms.byName", () => store.rooms.byName(...args)),
      list: (...args) => run("rooms.list", () => store.rooms.list(...args)),
      ids: (...args) => run("rooms.ids", () => store.rooms.ids(...args)),
      rename: (...args) => run("rooms.rename", () => store.rooms.rename(...args)),
      purge: (...args) => run("rooms.purge", () => store.rooms.purge(...args)),
    },
    members: {
      lookup: (...args) => run("members.lookup", () => store.members.lookup(...args)),
      list: (...args) => run("members.list", () => store.members.list(...args)),
      guests: (...args) => run("members.guests", () => store.members.guests(...args)),
      roomsOf: (...args) => run("members.roomsOf", () => store.members.roomsOf(...args)),
      sanctions: (...args) => run("members.sanctions", () => store.members.sanctions(...args)),
    },
    accounts: {
      create: (...args) => run("accounts.create", () => store.accounts.create(...args)),
      byId: (...args) => run("accounts.byId", () => store.accounts.byId(...args)),
      byUsername: (...args) => run("accounts.byUsername", () => store.accounts.byUsername(...args)),
      byEmail: (...args) => run("accounts.byEmail", () => store.accounts.byEmail(...args)),
      update: (...args) => run("accounts.update", () => store.accounts.update(...args)),
      setDisabled: (...args) => run("accounts.setDisabled", () => store.accounts.setDisabled(...args)),
      byIds: (...args) => run("accounts.byIds", () => store.accounts.byIds(...args)),
      remove: (...args) => run("accounts.remove", () => store.accounts.remove(...args)),
    },
    tokens: {
      spend: (...args) => run("tokens.spend", () => store.tokens.spend(...args)),
      revoke: (...args) => run("tokens.revoke", () => store.tokens.revoke(...args)),
      revokedSince: (...args) => run("tokens.revokedSince", () => store.tokens.revokedSince(...args)),
    },
    messages: {
      facts: (...args) => run("messages.facts", () => store.messages.facts(...args)),
      states: (...args) => run("messages.states", () => store.messages.states(...args)),
      edits: (...args) => run("messages.edits", () => store.messages.edits(...args)),
      reactions: (...args) => run("messages.reactions", () => store.messages.reactions(...args)),
      mentions: (...args) => run("messages.mentions", () => store.messages.mentions(...args)),
      pins: (...args) => run("messages.pins", () => store.messages.pins(...args)),
    },
    threads: {
      replies: (...args) => run("threads.replies", () => store.threads.replies(...args)),
      standing: (...args) => run("threads.standing", () => store.threads.standing(...args)),
      follow: (...args) => run("threads.follow", () => store.threads.follow(...args)),
      markThread: (...args) => run("threads.markThread", () => store.threads.markThread(...args)),
      followed: (...args) => run("threads.followed", () => store.threads.followed(...args)),
    },
    reads: {
      mark: (...args) => run("reads.mark", () => store.reads.mark(...args)),
      rewind: (...args) => run("reads.rewind", () => store.reads.rewind(...args)),
      receipts: (...args) => run("reads.receipts", () => store.reads.receipts(...args)),
      standings: (...args) => run("reads.standings", () => store.reads.standings(...args)),
    },
    kept: {
      put: (...args) => run("kept.put", () => store.kept.put(...args)),
      remove: (...args) => run("kept.remove", () => store.kept.remove(...args)),
      of: (...args) => run("kept.of", () => store.kept.of(...args)),
      claim: (...args) => run("kept.claim", () => store.kept.claim(...args)),
      holders: (...args) => run("kept.holders", () => store.kept.holders(...args)),
      membersWith: (...args) => run("kept.membersWith", () => store.kept.membersWith(...args)),
      forget: (...args) => run("kept.forget", () => store.kept.forget(...args)),
    },
    scheduled: {
      create: (...args) => run("scheduled.create", () => store.scheduled.create(...args)),
      ofUser: (...args) => run("scheduled.ofUser", () => store.scheduled.ofUser(...args)),
      change: (...args) => run("scheduled.change", () => store.scheduled.change(...args)),
      remove: (...args) => run("scheduled.remove", () => store.scheduled.remove(...args)),
      claim: (...args) => run("scheduled.claim", () => store.scheduled.claim(...args)),
      sent: (...args) => run("scheduled.sent", () => store.scheduled.sent(...args)),
      failed: (...args) => run("scheduled.failed", () => store.scheduled.failed(...args)),
      forget: (...args) => run("scheduled.forget", () => store.scheduled.forget(...args)),
    },
    lastSeen: {
      note: (...args) => run("lastSeen.note", () => store.lastSeen.note(...args)),
      of: (...args) => run("lastSeen.of", () => store.lastSeen.of(...args)),
    },
    search: {
      advance: (...args) => run("search.advance", () => store.search.advance(...args)),
      catchUp: (...args) => run("search.catchUp", () => store.search.catchUp(...args)),
      find: (...args) => run("search.find", () => store.search.find(...args)),
      trim: (...args) => run("search.trim", () => store.search.trim(...args)),
      people: (...args) => run("search.people", () => store.search.people(...args)),
    },
    avatars: {
      put: (...args) => run("avatars.put", () => store.avatars.put(...args)),
      avatarOf: (...args) => run("avatars.avatarOf", () => store.avatars.avatarOf(...args)),
      remove: (...args) => run("avatars.remove", () => store.avatars.remove(...args)),
    },
    invites: {
      create: (...args) => run("invites.create", () => store.invites.create(...args)),
      byCode: (...args) => run("invites.byCode", () => store.invites.byCode(...args)),
      ofRoom: (...args) => run("invites.ofRoom", () => store.invites.ofRoom(...args)),
      revoke: (...args) => run("invites.revoke", () => store.invites.revoke(...args)),
      use: (...args) => run("invites.use", () => store.invites.use(...args)),
    },
    blocks: {
      put: (...args) => run("blocks.put", () => store.blocks.put(...args)),
      remove: (...args) => run("blocks.remove", () => store.blocks.remove(...args)),
      blockersOf: (...args) => run("blocks.blockersOf", () => store.blocks.blockersOf(...args)),
      of: (...args) => run("blocks.of", () => store.blocks.of(...args)),
      forget: (...args) => run("blocks.forget", () => store.blocks.forget(...args)),
    },
    channels: {
      create: (...args) => run("channels.create", () => store.channels.create(...args)),
      byId: (...args) => run("channels.byId", () => store.channels.byId(...args)),
      list: (...args) => run("channels.list", () => store.channels.list(...args)),
      update: (...args) => run("channels.update", () => store.channels.update(...args)),
      remove: (...args) => run("channels.remove", () => store.channels.remove(...args)),
      roomOf: (...args) => run("channels.roomOf", () => store.channels.roomOf(...args)),
      claim: (...args) => run("channels.claim", () => store.channels.claim(...args)),
    },
    reports: {
      put: (...args) => run("reports.put", () => store.reports.put(...args)),
      byId: (...args) => run("reports.byId", () => store.reports.byId(...args)),
      find: (...args) => run("reports.find", () => store.reports.find(...args)),
      decide: (...args) => run("reports.decide", () => store.reports.decide(...args)),
      forget: (...args) => run("reports.forget", () => store.reports.forget(...args)),
    },
    audit: {
      find: (...args) => run("audit.find", () => store.audit.find(...args)),
      trim: (...args) => run("audit.trim", () => store.audit.trim(...args)),
    },
    jobs: {
      create: (...args) => run("jobs.create", () => store.jobs.create(...args)),
      ofUser: (...args) => run("jobs.ofUser", () => store.jobs.ofUser(...args)),
      byId: (...args) => run("jobs.byId", () => store.jobs.byId(...args)),
      claim: (...args) => run("jobs.claim", () => store.jobs.claim(...args)),
      advance: (...args) => run("jobs.advance", () => store.jobs.advance(...args)),
      piece: (...args) => run("jobs.piece", () => store.jobs.piece(...args)),
      remove: (...args) => run("jobs.remove", () => store.jobs.remove(...args)),
      forget: (...args) => run("jobs.forget", () => store.jobs.forget(...args)),
    },
    files: {
      create: (...args) => run("files.create", () => store.files.create(...args)),
      byId: (...args) => run("files.byId", () => store.files.byId(...args)),
      advance: (...args) => run("files.advance", () => store.files.advance(...args)),
      complete: (...args) => run("files.complete", () => store.files.complete(...args)),
      keep: (...args) => run("files.keep", () => store.files.keep(...args)),
      uses: (...args) => run("files.uses", () => store.files.uses(...args)),
      drop: (...args) => run("files.drop", () => store.files.drop(...args)),
      take: (...args) => run("files.take", () => store.files.take(...args)),
      forget: (...args) => run("files.forget", () => store.files.forget(...args)),
    },
    check: () => run("check", () => store.check()),
    close: () => store.close(),
    get calls() {
      return calls;
    },
    get late() {
      return late.length;
    },
    land: async () => {
      const landing = late;
      late = [];
      const answers: unknown[] = [];
      for (const write of landing) answers.push(await write());
      return answers;
    },
  };
}
