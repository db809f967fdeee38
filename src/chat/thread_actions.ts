import type { EventLog, SeqRange } from "../ports/event_log.ts";
import type { Messages } from "../ports/messages.ts";
import type { Threads, ThreadStanding } from "../ports/threads.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import { readEntry, readMessage } from "./forward.ts";
import { viewsOf } from "./history.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { requireWithin } from "./read_actions.ts";
import { reading } from "./reading.ts";
import type { Page } from "./room_actions.ts";

export interface ThreadQuery {
  readonly limit: number;
  /** Only replies with a smaller seq; a larger one: then the page starts there. Both exclusive. */
  readonly before?: number | undefined;
  readonly after?: number | undefined;
}

export interface ThreadPage extends SeqRange {
  /** The message that began it and the replies, ascending: as they stand, as JSON. */
  readonly root: string;
  readonly messages: readonly string[];
  /** Replies of the thread, deleted or not. */
  readonly total: number;
  readonly asOf: number;
  readonly standing: ThreadStanding;
}

export interface FollowedThread {
  readonly standing: ThreadStanding;
  readonly root: string;
  readonly asOf: number;
}

/** What a user does with threads, for any door. Who may read the room may follow and read its threads. */
export interface ThreadActions {
  page(actor: Principal, room: Id, root: number, query: ThreadQuery): Promise<ThreadPage>;
  follow(actor: Principal, room: Id, root: number, following: boolean): Promise<ThreadStanding>;
  /** Stored when it resolves. */
  mark(actor: Principal, room: Id, root: number, seq: number): Promise<ThreadStanding>;
  /** Those that the actor follows, of all rooms; those with the newest reply first. */
  followed(
    actor: Principal,
    page: Page,
  ): Promise<{ readonly threads: readonly FollowedThread[]; readonly total: number }>;
}

export interface ThreadActionsPorts {
  readonly live: Pick<LiveRooms, "room">;
  readonly log: Pick<EventLog, "read">;
  readonly messages: Pick<Messages, "states">;
  readonly threads: Threads;
}

export function createThreadActions(ports: ThreadActionsPorts): ThreadActions {
  const { live, log, threads } = ports;

  function changed(actor: Principal, room: Id, root: number, change: (head: number) => Promise<void>) {
    return reading(live, actor.id, room, async (head) => {
      await requireRoot(log, room, root, head);
      await change(head);
      return { ...await threads.standing(actor.id, room, root), asOf: head };
    });
  }

  return {
    page: (actor, room, root, query) => readThread(ports, actor.id, room, root, query),
    follow: (actor, room, root, following) =>
      changed(actor, room, root, () => threads.follow(actor.id, room, root, following)),
    mark: (actor, room, root, seq) => {
      // It may come from another node that knows more: then this is its doorbell.
      live.room(room).rang(seq);
      return changed(actor, room, root, async (head) => {
        requireWithin(seq, head);
        await threads.markThread(actor.id, room, root, seq);
      });
    },
    async followed(actor, { limit, offset }) {
      const found = await threads.followed(actor.id, limit, offset);
      const read = found.threads.map(async (standing) => {
        const { message, asOf } = await readMessage(ports, actor.id, standing.room, standing.root);
        return [{ standing, root: message, asOf }];
      });
      // Whom a room was closed to since does not see what is in it.
      const threads_ = await Promise.all(read.map((one) => one.catch(withoutRefused)));
      return { threads: threads_.flat(), total: found.total };
    },
  };
}

/** Of a room that was closed to the reader since, nothing. */
export function withoutRefused(error: unknown): readonly never[] {
  if (error instanceof ParleyError && (error.code === "not_member" || error.code === "not_found")) return [];
  throw error;
}

async function readThread(
  { live, log, messages, threads }: ThreadActionsPorts,
  viewer: Id,
  room: Id,
  root: number,
  { limit, before, after }: ThreadQuery,
): Promise<ThreadPage> {
  return await reading(live, viewer, room, async (head) => {
    const first = await requireRoot(log, room, root, head);
    const range = { after: Math.max(root, after ?? 0), upTo: Math.min(head, (before ?? Infinity) - 1) };
    const end = after === undefined ? "newest" : "oldest";
    const [{ entries, total }, standing] = await Promise.all([
      threads.replies(room, root, range, limit, end),
      threads.standing(viewer, room, root),
    ]);
    const views = await viewsOf({ messages }, { room, viewer, head }, [first, ...entries]);
    const [rootView = first.text, ...replies] = views.messages;
    const full = entries.length === limit;
    return {
      root: rootView,
      messages: replies,
      total,
      asOf: views.asOf,
      standing,
      after: full && end === "newest" ? entries[0]!.seq - 1 : range.after,
      upTo: Math.max(range.after, full && end === "oldest" ? entries.at(-1)!.seq : range.upTo),
    };
  });
}

async function requireRoot(log: Pick<EventLog, "read">, room: Id, root: number, head: number) {
  const entry = await readEntry(log, room, root, head);
  if (entry.type !== "text") throw new ParleyError("not_found", `No thread begins at message ${root}`);
  return entry;
}
