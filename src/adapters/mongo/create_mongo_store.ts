import { MongoClient, type MongoClientOptions } from "mongodb";
import { storeCallMsMax } from "../../limits.ts";
import type { Clock } from "../../ports/clock.ts";
import { type Meter, silentMeter } from "../../ports/meter.ts";
import type { Random } from "../../ports/random.ts";
import type { Store } from "../../ports/store.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import { createAccounts } from "./accounts.ts";
import { createAudit } from "./audit.ts";
import { ensureAuditIndexes } from "./audit_documents.ts";
import { createAvatars } from "./avatars.ts";
import { createBlocks } from "./blocks.ts";
import { Calls } from "./calls.ts";
import { createChannels } from "./channels.ts";
import { type Collections, collectionsOf } from "./documents.ts";
import { ensureIndexes } from "./ensure_indexes.ts";
import { createEventLog } from "./event_log.ts";
import { ensureFileIndexes } from "./file_documents.ts";
import { createFiles } from "./files.ts";
import { Heads, seenMsMax } from "./heads.ts";
import { indexAttention } from "./index_attention.ts";
import { createInvites } from "./invites.ts";
import { createJobs } from "./jobs.ts";
import { createKept } from "./kept.ts";
import { createLastSeen } from "./last_seen.ts";
import { createMembers } from "./members.ts";
import { ensureMessageIndexes } from "./message_documents.ts";
import { createMessages } from "./messages.ts";
import { type MongoAddress, readMongoAddress } from "./mongo_address.ts";
import { Projections } from "./projections.ts";
import { createPurge } from "./purge.ts";
import { createReads } from "./reads.ts";
import { ensureReportIndexes } from "./report_documents.ts";
import { createReports } from "./reports.ts";
import { createRooms } from "./rooms.ts";
import { createScheduled } from "./scheduled.ts";
import { createSearch } from "./search.ts";
import { ensureSearchIndexes } from "./search_documents.ts";
import { createTokens } from "./tokens.ts";
import { numberOldRooms } from "./uncounted.ts";

export interface MongoStoreOptions {
  /** `mongodb://…` or `mongodb+srv://…`. Pool sizes and time-outs that its query sets go before those of this file. */
  readonly url: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly meter?: Meter;
  /** Longest a call may take before its outcome counts as unknown, milliseconds. */
  readonly callMsMax?: number;
  /** How long a deleted room is left alone before it is purged, milliseconds; for tests of that. */
  readonly purgeGraceMs?: number;
}

/** Twelve times as long as a node may append to a room without another look at it. */
const purgeGraceMsDefault = 12 * seenMsMax;

/** The database where the address names none. */
const defaultDatabase = "parley";

/** Everything here must hold for the laws of the store, whatever the address says. */
const lawful: MongoClientOptions = {
  readConcern: { level: "majority" },
  writeConcern: { w: "majority", journal: true },
  readPreference: "primary",
  retryWrites: true,
  retryReads: true,
  ignoreUndefined: true,
  appName: "parley",
};

/**
 * Opens a database of MongoDB that is a replica set or a sharded cluster, and makes the indexes it lacks.
 *
 * @throws ParleyError `unavailable` with one sentence that names the hosts, never the credentials, and says what to do.
 */
export async function createMongoStore(options: MongoStoreOptions): Promise<Store> {
  const address = readMongoAddress(options.url);
  if (address === undefined) throw notUnderstood();
  const { callMsMax = storeCallMsMax } = options;
  const client = createClient(options.url, { ...lawful, ...patience(address, callMsMax) });
  // Without a limit of time: where there are events already, a new index takes as long as it takes.
  const preparing = createClient(options.url, { ...lawful, ...patience(address, 0), maxPoolSize: 2, minPoolSize: 0 });
  const name = address.database ?? defaultDatabase;
  try {
    const db = preparing.db(name);
    await requireReplicaSet(preparing);
    const collections = collectionsOf(preparing, db);
    await ensureIndexes(collections);
    await ensureAuditIndexes(collections);
    await ensureReportIndexes(collections);
    await ensureFileIndexes(collections);
    await ensureMessageIndexes(collections);
    await indexAttention(collections);
    await ensureSearchIndexes(collections);
    await numberOldRooms(collections);
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause;
    throw new ParleyError("unavailable", unreachable(address, cause), { cause });
  } finally {
    await preparing.close();
  }
  const calls = new Calls({ ...options, meter: options.meter ?? silentMeter, callMsMax });
  return storeOf(
    collectionsOf(client, client.db(name)),
    calls,
    options.clock,
    options.purgeGraceMs ?? purgeGraceMsDefault,
  );
}

function storeOf(collections: Collections, calls: Calls, clock: Clock, purgeGraceMs: number): Store {
  const projections = new Projections(collections, clock);
  const heads = new Heads(collections, projections, clock);
  const deps = { collections, calls, heads, projections };
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await calls.close();
    await collections.client.close();
  };
  return {
    ...createSearch(deps, createEventLog(deps), clock),
    rooms: createRooms(deps, createPurge({ collections, heads, clock, graceMs: purgeGraceMs })),
    members: createMembers(deps),
    ...createMessages(deps),
    accounts: createAccounts(collections, calls),
    tokens: createTokens(collections, calls, clock),
    reads: createReads(deps),
    lastSeen: createLastSeen(collections, calls),
    kept: createKept(deps),
    scheduled: createScheduled(collections, calls),
    avatars: createAvatars(collections, calls),
    invites: createInvites(collections, calls),
    channels: createChannels(collections, calls),
    blocks: createBlocks(collections, calls),
    files: createFiles(deps),
    audit: createAudit(deps),
    reports: createReports(collections, calls),
    jobs: createJobs(collections, calls),
    check: () =>
      calls.run(async () => {
        await collections.probes.updateOne({ _id: "probe" }, { $inc: { number: 1 } }, { upsert: true });
      }),
    close: () => closing ??= close(),
  };
}

/** Pool and time-outs, but for those that the address sets. `socketTimeoutMS` 0: none. */
function patience({ options }: MongoAddress, socketTimeoutMS: number): MongoClientOptions {
  const ours = {
    maxPoolSize: 32,
    minPoolSize: 1,
    maxIdleTimeMS: 60_000,
    waitQueueTimeoutMS: storeCallMsMax,
    connectTimeoutMS: 3_000,
    serverSelectionTimeoutMS: 5_000,
    heartbeatFrequencyMS: 3_000,
    socketTimeoutMS,
  };
  return Object.fromEntries(Object.entries(ours).filter(([name]) => !options.has(name.toLowerCase())));
}

function createClient(url: string, options: MongoClientOptions): MongoClient {
  try {
    return new MongoClient(url, options);
  } catch {
    // The driver's own error quotes the address, password and all: it is told to nobody, not even as a cause.
    throw notUnderstood();
  }
}

/** A standalone server knows no majority, and forgets what it acknowledged when its disk does. */
async function requireReplicaSet(client: MongoClient): Promise<void> {
  const hello = await client.db("admin").command({ hello: 1 });
  if (hello["setName"] !== undefined || hello["msg"] === "isdbgrid") return;
  throw new ParleyError(
    "unavailable",
    "The database of STORE_URL is a standalone server: start it as a replica set (one member is enough to begin with)",
  );
}

function notUnderstood(): ParleyError {
  return new ParleyError(
    "unavailable",
    "STORE_URL is no address that MongoDB's driver understands: expected mongodb://host:27017/parley, special characters of a password percent-encoded",
  );
}

function unreachable({ hosts }: MongoAddress, cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return `The database at ${hosts} cannot be used (${reason}): check STORE_URL, the network and the rights of its user`;
}
