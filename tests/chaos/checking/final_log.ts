import { MongoClient } from "mongodb";
import { type BatchDocument, entryOf } from "../../../src/adapters/mongo/documents.ts";
import { createSqliteStore } from "../../../src/adapters/sqlite/create_sqlite_store.ts";
import { createSystemClock } from "../../../src/adapters/system/clock.ts";
import type { LogEntry } from "../../../src/ports/event_log.ts";
import { silentLog } from "../../../src/ports/log.ts";
import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { FinalEntry } from "./fold.ts";

/** Looks at the store past every node: what is kept, whatever anybody says. */
export interface StoreEye extends AsyncDisposable {
  heads(rooms: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Everything that stands in a room's log, by seq; holes and repeats as they are. */
  log(room: string): Promise<FinalEntry[]>;
  /** Puts a new life on a room, as restoring a backup does. */
  renew(room: string): Promise<void>;
}

const pageEntries = 10_000;

export async function openStoreEye(storeUrl: string): Promise<StoreEye> {
  return storeUrl.startsWith("sqlite:") ? await sqliteEye(storeUrl.slice("sqlite:".length)) : mongoEye(storeUrl);
}

function mongoEye(url: string): StoreEye {
  const client = new MongoClient(`${url}?directConnection=true`, { serverSelectionTimeoutMS: 20_000, maxPoolSize: 2 });
  const db = client.db();
  const batches = db.collection<BatchDocument>("log");
  return {
    async heads(rooms) {
      const heads = new Map<string, number>();
      for (const room of rooms) {
        const last = await batches.find({ room }, { projection: { to: 1 } }).sort({ to: -1 }).limit(1).next();
        heads.set(room, last?.to ?? 0);
      }
      return heads;
    },
    async log(room) {
      const found = await batches.find({ room }).sort({ to: 1 }).toArray();
      const entries = found.flatMap((batch) => batch.entries.map(entryOf));
      return entries.sort((a, b) => a.seq - b.seq).map(read);
    },
    async renew(room) {
      const epoch = crypto.randomUUID().replaceAll("-", "").slice(0, 16);
      await db.collection<{ _id: string; epoch: string }>("rooms").updateOne({ _id: room }, { $set: { epoch } });
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

async function sqliteEye(path: string): Promise<StoreEye> {
  const store = await createSqliteStore({ path, thread: "inline", clock: createSystemClock(), log: silentLog });
  return {
    async heads(rooms) {
      return new Map([...await store.log.heads(rooms)].map(([room, { seq }]) => [room, seq]));
    },
    async log(room) {
      const head = (await store.log.heads([room])).get(room)?.seq ?? 0;
      const entries: LogEntry[] = [];
      while (entries.length < head) {
        const range = { after: entries.at(-1)?.seq ?? 0, upTo: head };
        const page = await store.log.read(room, range, pageEntries);
        if (page.length === 0) break;
        entries.push(...page);
      }
      return entries.map(read);
    },
    renew() {
      throw new Error("Only a room in MongoDB is given a new life here");
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
}

function read(entry: LogEntry): FinalEntry {
  return { ...entry, event: JSON.parse(entry.text) as RoomEvent };
}
