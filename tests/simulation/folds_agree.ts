import { isDeepStrictEqual } from "node:util";
import type { LogEntry } from "../../src/ports/event_log.ts";
import type { Messages, MessageState } from "../../src/ports/messages.ts";
import type { RoomEvent } from "../../src/protocol/event.ts";
import { stateOf } from "../contract/store/message_model.ts";
import type { ClientFold, Shown } from "./client_fold.ts";

/** A client that has everything, and what it makes of it. */
export interface Folded {
  readonly client: string;
  readonly user: string;
  readonly room: string;
  readonly fold: ClientFold;
  /** The last seq that was trimmed: what stood up to there is nobody's any more. */
  readonly floor: number;
}

/** Where what a client shows, or what the store says of a message, is not what the log says from its beginning. */
export async function foldsThatDiffer(
  { client, user, room, fold, floor }: Folded,
  log: readonly LogEntry[],
  messages: Pick<Messages, "states">,
): Promise<string[]> {
  const old = fold.seqs.filter((seq) => seq <= floor);
  const seqs = fold.seqs.filter((seq) => seq > floor && seq <= log.length);
  const { states } = await messages.states(room, seqs, user);
  const stale = old.length === 0 ? [] : [`${client} still shows ${old.join()}: the log begins after ${floor}`];
  return stale.concat(seqs.flatMap((seq) => {
    const { content } = JSON.parse(log[seq - 1]!.text) as RoomEvent;
    const truth = shownOf(content, stateOf(log, seq, user));
    const kept = shownOf(content, states.get(seq));
    const shown = fold.shown(seq);
    return [
      ...isDeepStrictEqual(shown, truth) ? [] : [`${client} shows ${seq} as ${said(shown)}: it is ${said(truth)}`],
      ...isDeepStrictEqual(kept, truth) ? [] : [`the store keeps ${seq} as ${said(kept)}: it is ${said(truth)}`],
    ];
  }));
}

/** A message as whoever knows its state shows it. */
export function shownOf(content: string, state: MessageState | undefined): Shown {
  const thread = state?.thread === undefined ? {} : { replies: state.thread.replies };
  if (state?.deleted !== undefined) return { content, deleted: state.deleted.seq, ...thread, reactions: [] };
  const edit = state?.edited === undefined ? undefined : JSON.parse(state.edited.text) as RoomEvent;
  const reactions = (state?.reactions ?? []).map(({ emoji, count, me }) => [emoji, count, me] as const);
  return {
    content: edit?.content ?? content,
    ...(edit === undefined ? {} : { edited: edit.seq }),
    ...(state?.pinned === undefined ? {} : { pinned: state.pinned.seq }),
    ...thread,
    reactions: reactions.sort(([a], [b]) => a < b ? -1 : 1),
  };
}

function said(shown: Shown | undefined): string {
  return JSON.stringify(shown) ?? "nothing";
}
