import type { DatabaseSync } from "node:sqlite";
import { type AccountsEngine, createAccountsEngine } from "./accounts_engine.ts";
import { Arrivals, arrivalsMax } from "./arrivals.ts";
import { type AuditEngine, createAuditEngine } from "./audit_engine.ts";
import { type AvatarsEngine, createAvatarsEngine } from "./avatars_engine.ts";
import { type ChannelsEngine, createChannelsEngine } from "./channels_engine.ts";
import { createAppendEngine } from "./append_engine.ts";
import { type BlocksEngine, createBlocksEngine } from "./blocks_engine.ts";
import { createConductEngine } from "./conduct_engine.ts";
import { createEffectsEngine } from "./effects_engine.ts";
import { isStorageFault } from "./failure.ts";
import { createEventsEngine, type EventsEngine } from "./events_engine.ts";
import { createForgetName, type ForgetName } from "./forget_name.ts";
import { createFilesEngine, type FilesEngine } from "./files_engine.ts";
import { createFileUsesEngine } from "./file_uses_engine.ts";
import { type AppendGroup, createGroupEngine } from "./group_engine.ts";
import { createInvitesEngine, type InvitesEngine } from "./invites_engine.ts";
import { InternedKeys } from "./interned_keys.ts";
import { createJobsEngine, type JobsEngine } from "./jobs_engine.ts";
import { createEntriesAt } from "./entries_at.ts";
import { createErasure, type Erasure } from "./erasure.ts";
import { createMessageEffects } from "./message_effects.ts";
import { createMessageRows } from "./message_rows.ts";
import { createMessagesEngine, type MessagesEngine } from "./messages_engine.ts";
import { createRedaction } from "./redaction.ts";
import { createThreadsEngine, type ThreadsEngine } from "./threads_engine.ts";
import { Unsettled } from "./unsettled.ts";
import { createKeptEngine, type KeptEngine } from "./kept_engine.ts";
import { createMentionsEngine, type MentionsEngine } from "./mentions_engine.ts";
import { createMembersEngine, type MembersEngine } from "./members_engine.ts";
import { createLastSeenEngine, type LastSeenEngine } from "./last_seen_engine.ts";
import { createPurgeEngine, type Purge } from "./purge_engine.ts";
import { createReportsEngine, type ReportsEngine } from "./reports_engine.ts";
import { createReadsEngine, type ReadsEngine } from "./reads_engine.ts";
import { createRoomListEngine, type ListRooms } from "./room_list_engine.ts";
import { createRoomsEngine, type RoomsEngine } from "./rooms_engine.ts";
import { createScheduledEngine, type ScheduledEngine } from "./scheduled_engine.ts";
import { createSearchEngine, type SearchEngine } from "./search_engine.ts";
import { createTokensEngine, type TokensEngine } from "./tokens_engine.ts";
import { createTrimEngine, type Trim } from "./trim_engine.ts";
import { createTransactions, type Transactions } from "./transaction.ts";

/** Everything the store can do, synchronously, over one connection. Arguments and answers can be posted between threads. */
export interface Engine
  extends
    EventsEngine,
    MentionsEngine,
    MessagesEngine,
    ThreadsEngine,
    TokensEngine,
    AvatarsEngine,
    InvitesEngine,
    Pick<AuditEngine, "findAudit" | "trimAudit">,
    ChannelsEngine,
    BlocksEngine,
    FilesEngine,
    JobsEngine,
    KeptEngine,
    ReadsEngine,
    ReportsEngine,
    ScheduledEngine,
    SearchEngine {
  append: AppendGroup;
  forgetName: ForgetName;
  trim: Trim;
  createRoom: RoomsEngine["create"];
  roomById: RoomsEngine["byId"];
  roomByName: RoomsEngine["byName"];
  renameRoom: RoomsEngine["rename"];
  roomIds: RoomsEngine["ids"];
  listRooms: ListRooms;
  purge: Purge;
  lookup: MembersEngine["lookup"];
  guests: MembersEngine["guests"];
  listMembers: MembersEngine["listMembers"];
  roomsOf: MembersEngine["roomsOf"];
  sanctions: MembersEngine["sanctions"];
  createAccount: AccountsEngine["create"];
  accountById: AccountsEngine["byId"];
  accountByUsername: AccountsEngine["byUsername"];
  accountByEmail: AccountsEngine["byEmail"];
  accountsByIds: AccountsEngine["byIds"];
  updateAccount: AccountsEngine["update"];
  setDisabled: AccountsEngine["setDisabled"];
  removeAccount: AccountsEngine["remove"];
  noteSeen: LastSeenEngine["note"];
  lastSeen: LastSeenEngine["of"];
  check(): void;
  /** Work that nobody waits for; to be called when an answer is out. */
  tidy(): void;
}

/** Written by a check: as much as a small append, so that a disk too full for appends does not pass. */
const probeBytes = 32_768;

export interface EngineOptions {
  /** Arrivals that are settled at once; absent: `arrivalsMax`. */
  readonly settleAt?: number | undefined;
  /** Called in each transaction that writes; what it throws, the transaction fails with. */
  readonly mayWrite?: () => void;
  /** The file of the data, beside which the index of search lies; absent: in memory. */
  readonly path?: string;
}

export function createEngine(
  db: DatabaseSync,
  { settleAt = arrivalsMax, mayWrite, path = ":memory:" }: EngineOptions = {},
): Engine {
  const keys = new InternedKeys(db);
  const arrivals = new Arrivals(db, settleAt);
  const transactions = createTransactions(db, {
    begun() {
      mayWrite?.();
      arrivals.sync();
    },
    forget() {
      keys.forget();
      arrivals.forget();
    },
  });
  const fileUses = createFileUsesEngine(db);
  const conduct = createConductEngine(db);
  const erasure = createErasure(db);
  const audit = createAuditEngine(db);
  const appendBatch = createAppendEngine(db, {
    keys,
    arrivals,
    applyEffect: createEffectsEngine(db, { fileUses, conduct }),
    applyMessageEffect: createMessageEffects(db, createRedaction(db, () => erasure.noted())),
    audit,
  });
  const unsettled = new Unsettled(db);
  const entriesAt = createEntriesAt(db, unsettled);
  const events = createEventsEngine(db, keys, transactions, unsettled);
  const rooms = createRoomsEngine(db, transactions, appendBatch);
  const lastSeen = createLastSeenEngine(db, transactions);
  return {
    ...createMessagesEngine(db, transactions, entriesAt),
    ...createMentionsEngine(db, transactions),
    ...createThreadsEngine(db, keys, transactions, entriesAt),
    ...events,
    ...createSearchEngine(db, path, events),
    ...createTokensEngine(db, transactions),
    ...createAvatarsEngine(db, transactions),
    ...createReadsEngine(db, keys, transactions),
    ...createKeptEngine(db, keys, transactions),
    ...createScheduledEngine(db, transactions),
    ...createInvitesEngine(db, transactions, audit),
    ...createChannelsEngine(db, transactions, audit),
    findAudit: audit.findAudit,
    trimAudit: (before: string, limit: number) => transactions.write(() => audit.trimAudit(before, limit)),
    ...createReportsEngine(db, transactions, { audit, erased: () => erasure.noted() }),
    ...createBlocksEngine(db, transactions),
    ...createFilesEngine(db, transactions),
    ...createJobsEngine(db, transactions),
    append: createGroupEngine(transactions, appendBatch),
    trim: createTrimEngine(db, transactions, { arrivals, fileUses, taken: () => erasure.noted() }),
    forgetName: createForgetName(db, transactions, () => erasure.noted()),
    createRoom: rooms.create,
    roomById: rooms.byId,
    roomByName: rooms.byName,
    renameRoom: rooms.rename,
    roomIds: rooms.ids,
    listRooms: createRoomListEngine(db, transactions),
    purge: createPurgeEngine(db, transactions, { arrivals, fileUses, conduct, messageRows: createMessageRows(db) }),
    ...createMembersEngine(db, transactions, conduct),
    ...accountCalls(createAccountsEngine(db, transactions, audit)),
    noteSeen: lastSeen.note,
    lastSeen: lastSeen.of,
    check: createCheck(db, transactions),
    tidy: createTidying(db, transactions, { arrivals, erasure }),
  };
}

function accountCalls(accounts: AccountsEngine) {
  return {
    createAccount: accounts.create,
    accountById: accounts.byId,
    accountByUsername: accounts.byUsername,
    accountByEmail: accounts.byEmail,
    accountsByIds: accounts.byIds,
    updateAccount: accounts.update,
    setDisabled: accounts.setDisabled,
    removeAccount: accounts.remove,
  };
}

interface Tidied {
  readonly arrivals: Arrivals;
  readonly erasure: Erasure;
}

function createTidying(db: DatabaseSync, transactions: Transactions, { arrivals, erasure }: Tidied): () => void {
  return () => {
    if (!db.isOpen) return;
    try {
      if (arrivals.due) transactions.write(() => arrivals.settle());
      erasure.finish();
    } catch (error) {
      // A full disk, say: the next append meets it too and tells somebody, and settling is tried again after it.
      if (!isStorageFault(error)) throw error;
    }
  };
}

function createCheck(db: DatabaseSync, transactions: Transactions): () => void {
  const probe = db.prepare("INSERT OR REPLACE INTO probe (key, bytes) VALUES (1, zeroblob(?))");
  return () => transactions.write(() => void probe.run(probeBytes));
}
