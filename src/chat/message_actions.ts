import type { EventLog } from "../ports/event_log.ts";
import type { Messages, Reaction } from "../ports/messages.ts";
import { emojiIn } from "../protocol/emoji.ts";
import type { RoomEvent } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { MessageChange } from "../protocol/message_view.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import { readEntry, readMessage } from "./forward.ts";
import { viewsOf } from "./history.ts";
import type { Intent, Receipt } from "./intent.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { type Load, requireCapacity } from "./load.ts";
import { mentionNames } from "./mention_names.ts";
import { reading } from "./reading.ts";
import type { Page } from "./room_actions.ts";
import { type Limiter, requireRate } from "./rooms.ts";

/** A message as it stands, as JSON. */
export interface OneMessage {
  readonly message: string;
  readonly asOf: number;
}

/** One thing that a message has said. */
export interface Version {
  readonly seq: number;
  readonly content: string;
  readonly timestamp: string;
}

/**
 * What is done to messages, and what is asked of them, for any door but the socket, which submits by itself. Every action judges
 * the rights of its actor.
 */
export interface MessageActions {
  get(actor: Principal, room: Id, seq: number): Promise<OneMessage>;
  edit(
    actor: Principal,
    room: Id,
    seq: number,
    edit: { readonly content: string; readonly client_id?: string | undefined },
  ): Promise<MessageChange>;
  remove(actor: Principal, room: Id, seq: number): Promise<MessageChange>;
  react(actor: Principal, room: Id, seq: number, emoji: string, added: boolean): Promise<MessageChange>;
  pin(actor: Principal, room: Id, seq: number, pinned: boolean): Promise<MessageChange>;
  reactions(
    actor: Principal,
    room: Id,
    seq: number,
    query: Page & { readonly emoji?: string | undefined },
  ): Promise<{ readonly reactions: readonly Reaction[]; readonly total: number }>;
  /** Oldest first. Of a deleted message none. */
  versions(actor: Principal, room: Id, seq: number): Promise<readonly Version[]>;
  pins(
    actor: Principal,
    room: Id,
    page: Page,
  ): Promise<{ readonly messages: readonly string[]; readonly total: number; readonly asOf: number }>;
}

export interface MessageActionsPorts {
  readonly live: Pick<LiveRooms, "room">;
  readonly log: Pick<EventLog, "read" | "heads">;
  readonly messages: Messages;
  readonly messageLimiter: Limiter;
  readonly load: Load;
}

export function createMessageActions(ports: MessageActionsPorts): MessageActions {
  const { live, log, messages, messageLimiter, load } = ports;

  async function submit(actor: Principal, room: Id, intent: Intent): Promise<MessageChange> {
    requireCapacity(load);
    requireRate(messageLimiter, actor.id);
    const units = "content" in intent ? intent.content.length : 0;
    load.began(units);
    const submitted = live.room(room).submit(actor, intent);
    return changeOf(await submitted.finally(() => load.ended(units)));
  }

  /** What the store says about a message that is there, to somebody who may read the room when it has said it. */
  function about<T>(actor: Principal, room: Id, seq: number, ask: () => Promise<T>): Promise<T> {
    const judged = reading(live, actor.id, room, async (head) => {
      await readEntry(log, room, seq, head);
      const answer = await ask();
      // The answer does not say as of when it is: no later than now.
      return { answer, asOf: (await log.heads([room])).get(room)?.seq ?? head };
    });
    return judged.then(({ answer }) => answer);
  }

  return {
    get: (actor, room, seq) => readMessage(ports, actor.id, room, seq),
    edit: (actor, room, of, { content, client_id }) =>
      submit(actor, room, {
        kind: "edit",
        of,
        content,
        ...(client_id !== undefined && { clientId: client_id }),
        ...mentionNames(content),
      }),
    remove: (actor, room, of) => submit(actor, room, { kind: "delete_message", of }),
    react: (actor, room, of, text, added) => {
      const emoji = emojiIn(text);
      if (emoji === undefined) throw new ParleyError("invalid", "emoji: Expected one emoji");
      return submit(actor, room, { kind: "react", of, emoji, added });
    },
    pin: (actor, room, of, pinned) => submit(actor, room, { kind: "pin", of, pinned }),
    reactions: (actor, room, seq, { emoji, limit, offset }) =>
      about(actor, room, seq, () => messages.reactions(room, seq, emoji, limit, offset)),
    versions: async (actor, room, seq) => {
      const entries = await about(actor, room, seq, async () => {
        const [edits, original] = await Promise.all([
          messages.edits(room, seq),
          log.read(room, { after: seq - 1, upTo: seq }, 1),
        ]);
        return [...original, ...edits];
      });
      const events = entries.map(({ text }) => JSON.parse(text) as RoomEvent);
      return events.filter(({ deleted }) => deleted === undefined).map(({ seq, content, timestamp }) => {
        return { seq, content, timestamp };
      });
    },
    pins: (actor, room, { limit, offset }) =>
      reading(live, actor.id, room, async (head) => {
        const { seqs, total } = await messages.pins(room, limit, offset);
        const entries = (await Promise.all(seqs.map((seq) => log.read(room, { after: seq - 1, upTo: seq }, 1)))).flat();
        const page = await viewsOf({ messages }, { room, viewer: actor.id, head }, entries);
        return { ...page, total };
      }),
  };
}

function changeOf({ written, seq, text }: Receipt): MessageChange {
  if (!written || text === undefined) return { seq, unchanged: true };
  return { seq, unchanged: false, event: JSON.parse(text) as NonNullable<MessageChange["event"]> };
}
