import { draftsPerUserMax } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeptItem, KeptItems } from "../ports/kept_items.ts";
import type { DraftInput, DraftView } from "../protocol/draft.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { LiveRooms } from "./live_rooms.ts";
import type { TellOwn } from "./own_signal.ts";
import { requireReader } from "./permission.ts";

/** What people have begun to write follows them from device to device. Of two devices the one that wrote last counts. */
export interface DraftActions {
  /** Of a room that the actor may read. Throws `limit_reached` beyond `draftsPerUserMax`. */
  put(actor: Principal, room: Id, draft: DraftInput): Promise<DraftView>;
  /** Throws `not_found` where there is none. */
  get(actor: Principal, room: Id, thread?: number): Promise<DraftView>;
  remove(actor: Principal, room: Id, thread?: number): Promise<void>;
  /** All, the newest first. */
  list(actor: Principal): Promise<readonly DraftView[]>;
}

export interface DraftActionsPorts {
  readonly live: Pick<LiveRooms, "room">;
  readonly kept: Pick<KeptItems, "put" | "remove" | "of">;
  readonly clock: Pick<Clock, "now">;
  readonly tellOwn: TellOwn;
}

export function createDraftActions({ live, kept, clock, tellOwn }: DraftActionsPorts): DraftActions {
  return {
    async put(actor, room, draft) {
      await live.room(room).consult([actor.id], (state) => requireReader(state, actor.id));
      const item = { key: keyOf(room, draft.thread), text: JSON.stringify(draft), at: clock.now() };
      if (await kept.put(actor.id, "draft", item, { most: draftsPerUserMax }) === "full") {
        throw new ParleyError("limit_reached", `There are ${draftsPerUserMax} drafts: remove one first`);
      }
      tellOwn(actor.id, "draft", room);
      return viewOfDraft(item);
    },
    async get(actor, room, thread) {
      const [item] = (await kept.of([actor.id], "draft", [keyOf(room, thread)])).get(actor.id) ?? [];
      if (item === undefined) throw new ParleyError("not_found", "There is no draft");
      return viewOfDraft(item);
    },
    async remove(actor, room, thread) {
      if (await kept.remove(actor.id, "draft", keyOf(room, thread))) tellOwn(actor.id, "draft", room);
    },
    async list(actor) {
      const items = (await kept.of([actor.id], "draft")).get(actor.id) ?? [];
      return items.toSorted((a, b) => b.at - a.at).map(viewOfDraft);
    },
  };
}

const idChars = 24;

function keyOf(room: Id, thread: number | undefined): string {
  return thread === undefined ? room : `${room}.${thread}`;
}

export function viewOfDraft({ key, text, at }: KeptItem): DraftView {
  const draft = JSON.parse(text) as DraftInput;
  return { room_id: key.slice(0, idChars), ...draft, updated_at: new Date(at).toISOString() };
}
