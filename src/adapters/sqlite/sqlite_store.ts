import type { Accounts } from "../../ports/accounts.ts";
import type { AuditLog } from "../../ports/audit_log.ts";
import type { Avatars } from "../../ports/avatars.ts";
import type { Blocks } from "../../ports/blocks.ts";
import type { Channels } from "../../ports/channels.ts";
import type { Clock } from "../../ports/clock.ts";
import type { AppendResult, EventLog, LogEntry } from "../../ports/event_log.ts";
import type { Files } from "../../ports/files.ts";
import type { LastSeen } from "../../ports/last_seen.ts";
import type { Invites } from "../../ports/invites.ts";
import type { Jobs } from "../../ports/jobs.ts";
import type { KeptItems } from "../../ports/kept_items.ts";
import { type Log, silentLog } from "../../ports/log.ts";
import type { Members } from "../../ports/members.ts";
import type { Messages } from "../../ports/messages.ts";
import type { Meter } from "../../ports/meter.ts";
import type { Reads } from "../../ports/reads.ts";
import type { Reports } from "../../ports/reports.ts";
import type { Rooms } from "../../ports/rooms.ts";
import type { Scheduled } from "../../ports/scheduled.ts";
import type { Search } from "../../ports/search.ts";
import type { Store } from "../../ports/store.ts";
import type { Threads } from "../../ports/threads.ts";
import type { Tokens } from "../../ports/tokens.ts";
import type { Id } from "../../protocol/id.ts";
import { AppendGatherer } from "./append_gatherer.ts";
import type { Engine } from "./engine.ts";
import { type Cell, entriesOf, pushEntry } from "./entry_cells.ts";
import { unavailable } from "./failure.ts";
import { blocksPort } from "./blocks_port.ts";
import { channelsPort } from "./channels_port.ts";
import { filesPort } from "./files_port.ts";
import { jobsPort } from "./jobs_port.ts";
import { keptPort, scheduledPort } from "./kept_port.ts";
import { type CallName, closedFault, type Lane } from "./lane.ts";
import { membersPort } from "./members_port.ts";
import { messagesPort, threadsPort } from "./messages_port.ts";
import { searchPort } from "./search_port.ts";
import { readsPort } from "./reads_port.ts";
import { reportsPort } from "./reports_port.ts";

/** A store that fails, fails often: its operator is told once in so many milliseconds. */
const tellEveryMs = 5_000;

/** Ways to the engines of a store; over data in memory they are one. */
export interface Lanes {
  readonly writer: Lane;
  readonly reader: Lane;
  readonly searcher: Lane;
}

/** The ports over three lanes: for what writes, for what reads, and for search; appends are gathered. */
export class SqliteStore implements Store {
  readonly log: EventLog;
  readonly rooms: Rooms;
  readonly members: Members;
  readonly messages: Messages = messagesPort((name, ...args) => this.#read(name, ...args));
  readonly threads: Threads = threadsPort(
    (name, ...args) => this.#write(name, ...args),
    (name, ...args) => this.#read(name, ...args),
  );
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly avatars: Avatars;
  readonly kept: KeptItems = keptPort(
    (name, ...args) => this.#write(name, ...args),
    (name, ...args) => this.#read(name, ...args),
  );
  readonly scheduled: Scheduled = scheduledPort(
    (name, ...args) => this.#write(name, ...args),
    (name, ...args) => this.#read(name, ...args),
  );
  readonly invites: Invites;
  readonly blocks: Blocks = blocksPort(
    (name, ...args) => this.#write(name, ...args),
    (name, ...args) => this.#read(name, ...args),
  );
  readonly channels: Channels = channelsPort(
    (name, ...args) => this.#write(name, ...args),
    (name, ...args) => this.#read(name, ...args),
  );
  readonly audit: AuditLog = {
    find: (query) => this.#read("findAudit", query),
    trim: (before, limit) => this.#write("trimAudit", before, limit),
  };
  readonly reports: Reports = reportsPort(
    (name, ...args) => this.#write(name, ...args),
    (name, ...args) => this.#read(name, ...args),
  );
  readonly jobs: Jobs;
  readonly reads: Reads = readsPort(
    (name, ...args) => this.#write(name, ...args),
    (name, ...args) => this.#read(name, ...args),
  );
  readonly lastSeen: LastSeen;
  readonly files: Files = filesPort(
    (name, ...args) => this.#write(name, ...args),
    (name, ...args) => this.#read(name, ...args),
  );
  readonly search: Search = searchPort(
    (name, ...args) => this.#call(this.#searcher, name, args),
    (name, ...args) => this.#read(name, ...args),
  );
  readonly #writer: Lane;
  readonly #reader: Lane;
  readonly #searcher: Lane;
  readonly #gatherer: AppendGatherer;
  readonly #clock: Clock;
  readonly #meter: Meter;
  readonly #log: Log;
  #toldAt = -Infinity;
  #closing: Promise<void> | undefined;

  constructor({ writer, reader, searcher }: Lanes, clock: Clock, meter: Meter, log: Log = silentLog) {
    [this.#writer, this.#reader, this.#searcher] = [writer, reader, searcher];
    this.#gatherer = new AppendGatherer(writer);
    this.#clock = clock;
    this.#meter = meter;
    this.#log = log;
    this.log = this.#eventLog();
    this.rooms = {
      create: (room, first) => this.#write("createRoom", room, cellsOf(first)),
      byId: (id) => this.#read("roomById", id),
      byName: (name) => this.#read("roomByName", name),
      list: (query) => this.#read("listRooms", query),
      ids: (after, limit) => this.#read("roomIds", after, limit),
      rename: (id, name) => this.#write("renameRoom", id, name),
      purge: (limit) => this.#write("purge", limit),
    };
    this.members = membersPort((name, ...args) => this.#read(name, ...args));
    this.accounts = {
      create: (account) => this.#write("createAccount", account),
      byId: (id) => this.#read("accountById", id),
      byUsername: (username) => this.#read("accountByUsername", username),
      byEmail: (email) => this.#read("accountByEmail", email),
      update: (id, change) => this.#write("updateAccount", id, change),
      setDisabled: (id, disabled, record) => this.#write("setDisabled", id, disabled, record),
      byIds: (ids) => this.#read("accountsByIds", ids),
      remove: (id) => this.#write("removeAccount", id),
    };
    this.tokens = {
      spend: (key, expiresAt) => this.#write("spend", key, expiresAt, clock.now()),
      revoke: (key, expiresAt) => this.#write("revoke", key, expiresAt, clock.now()),
      revokedSince: (cursor, now) => this.#read("revokedSince", cursor, now),
    };
    this.avatars = {
      put: (user, avatar) => this.#write("putAvatar", user, avatar),
      avatarOf: (user) => this.#read("avatarOf", user),
      remove: (user) => this.#write("removeAvatar", user),
    };
    this.invites = {
      create: (invite, record) => this.#write("createInvite", invite, clock.now(), record),
      byCode: (code) => this.#read("inviteByCode", code),
      ofRoom: (room, now) => this.#read("invitesOfRoom", room, now),
      revoke: (room, code, record) => this.#write("revokeInvite", room, code, record),
      use: (code, user, now) => this.#write("useInvite", code, user, now),
    };
    this.jobs = jobsPort((name, ...args) => this.#write(name, ...args), (name, ...args) => this.#read(name, ...args));
    this.lastSeen = {
      note: (sightings) => this.#write("noteSeen", sightings),
      of: async (users) => new Map(await this.#read("lastSeen", users)),
    };
  }

  check(): Promise<void> {
    return this.#write("check");
  }

  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    await this.#gatherer.idle();
    // The writer last: who closes last folds the write-ahead log into the file.
    if (this.#searcher !== this.#writer) await this.#searcher.close();
    if (this.#reader !== this.#writer) await this.#reader.close();
    await this.#writer.close();
  }

  #eventLog(): EventLog {
    return {
      append: (room, expectedHead, entries) => this.#append(room, expectedHead, entries),
      heads: async (rooms) => {
        const heads = await this.#read("heads", rooms);
        return new Map(heads.map(([id, epoch, seq, floor]) => [id, { epoch, seq, ...(floor === 0 ? {} : { floor }) }]));
      },
      read: async (room, range, limit) => entriesOf(await this.#read("read", room, range, limit)),
      find: async (room, range, filter, limit, offset) =>
        entriesOf(await this.#read("find", room, range, filter, limit, offset)),
      count: (room, range, filter) => this.#read("count", room, range, filter),
      trim: (room, upTo, limit) => this.#write("trim", room, upTo, limit),
      forgetName: (room, range, user) => this.#write("forgetName", room, range, user),
    };
  }

  async #append(room: Id, expectedHead: number, entries: readonly LogEntry[]): Promise<AppendResult> {
    const misplaced = entries.findIndex(({ seq }, i) => seq !== expectedHead + 1 + i);
    if (misplaced !== -1) {
      throw new TypeError(`Entry ${misplaced} of an append at head ${expectedHead} has seq ${entries[misplaced]?.seq}`);
    }
    if (this.#closing !== undefined) throw unavailable(closedFault());
    return await this.#observed(this.#gatherer.append(room, expectedHead, entries));
  }

  #write<N extends CallName>(name: N, ...args: Parameters<Engine[N]>): Promise<ReturnType<Engine[N]>> {
    return this.#call(this.#writer, name, args);
  }

  #read<N extends CallName>(name: N, ...args: Parameters<Engine[N]>): Promise<ReturnType<Engine[N]>> {
    return this.#call(this.#reader, name, args);
  }

  async #call<N extends CallName>(lane: Lane, name: N, args: Parameters<Engine[N]>): Promise<ReturnType<Engine[N]>> {
    if (this.#closing !== undefined) throw unavailable(closedFault());
    try {
      return await this.#observed(lane.call(name, ...args));
    } catch (fault) {
      throw unavailable(fault);
    }
  }

  async #observed<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      this.#meter.count("store_errors");
      this.#tell(error);
      throw error;
    }
  }

  #tell(error: unknown): void {
    const at = this.#clock.monotonic();
    if (at - this.#toldAt < tellEveryMs) return;
    this.#toldAt = at;
    this.#log.error("The store failed", { error });
  }
}

function cellsOf(entries: readonly LogEntry[]): Cell[] {
  const cells: Cell[] = [];
  for (const entry of entries) pushEntry(cells, entry);
  return cells;
}
