import type { Accounts } from "./accounts.ts";
import type { AuditLog } from "./audit_log.ts";
import type { Avatars } from "./avatars.ts";
import type { Blocks } from "./blocks.ts";
import type { Channels } from "./channels.ts";
import type { EventLog } from "./event_log.ts";
import type { Files } from "./files.ts";
import type { Jobs } from "./jobs.ts";
import type { KeptItems } from "./kept_items.ts";
import type { LastSeen } from "./last_seen.ts";
import type { Invites } from "./invites.ts";
import type { Members } from "./members.ts";
import type { Messages } from "./messages.ts";
import type { Reads } from "./reads.ts";
import type { Reports } from "./reports.ts";
import type { Rooms } from "./rooms.ts";
import type { Threads } from "./threads.ts";
import type { Scheduled } from "./scheduled.ts";
import type { Search } from "./search.ts";
import type { Tokens } from "./tokens.ts";

/**
 * One durable store, as several small ports. Consumers take the one they need, not this.
 *
 * Law of every call: a fault of the store is thrown as `ParleyError("unavailable")` with its cause; nothing else is.
 */
export interface Store {
  readonly log: EventLog;
  readonly rooms: Rooms;
  readonly members: Members;
  readonly messages: Messages;
  readonly threads: Threads;
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly avatars: Avatars;
  readonly kept: KeptItems;
  readonly scheduled: Scheduled;
  readonly invites: Invites;
  readonly channels: Channels;
  readonly blocks: Blocks;
  readonly audit: AuditLog;
  readonly reports: Reports;
  readonly jobs: Jobs;
  readonly reads: Reads;
  readonly lastSeen: LastSeen;
  readonly files: Files;
  readonly search: Search;
  /** Resolves when the store can be written to at this moment; else throws `unavailable`. */
  check(): Promise<void>;
  /** Finishes what was accepted, then closes. Later calls throw `unavailable`. */
  close(): Promise<void>;
}
