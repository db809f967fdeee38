import { useMemo } from "react";
import { ApiError, type RoomModel, type TimelineSnapshot } from "../sdk/mod.ts";
import { isRoomId, useRoomModel } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

export interface UseMessages extends TimelineSnapshot {
  /** Writes a message: it is the last item at once. Throws `ApiError` `invalid` for what no server would take. */
  readonly send: RoomModel["send"];
  /** Sends a failed message again. */
  readonly retry: (clientId: string) => void;
  /** Gives a message up. */
  readonly discard: (clientId: string) => void;
  /** Loads the page before the first item. A failure is in `error`. */
  readonly loadOlder: () => Promise<void>;
  /** Loads the page after the last sent item, where `hasNewer`. */
  readonly loadNewer: () => Promise<void>;
  /** Shows the newest again. */
  readonly jumpToLatest: () => Promise<void>;
  /** Shows the surroundings of a place in the log. */
  readonly jumpTo: (seq: number) => Promise<void>;
  /** To be told whether the list is scrolled to its end: what is forgotten of very long lists is at the other. */
  readonly follow: (isAtEnd: boolean) => void;
  /** The reader turns away (the page is hidden): what comes from now on is unread, from `firstUnreadSeq` on. */
  readonly leaveMark: () => void;
}

const loading: TimelineSnapshot = { items: [], hasOlder: false, hasNewer: false, isLoading: false, status: "loading" };
const gone: TimelineSnapshot = { ...loading, status: "gone" };

/** What is said in a room: a window of its log, and one's own messages from the moment they are written. */
export function useMessages(id: string): UseMessages {
  const model = useRoomModel(id);
  const snapshot = useObservable(model?.messages, isRoomId(id) ? loading : gone);
  const actions = useMemo((): Omit<UseMessages, keyof TimelineSnapshot> => ({
    send: (text, options) => {
      if (model === undefined) throw new ApiError("unauthorized", "Nobody is logged in");
      model.send(text, options);
    },
    retry: (clientId) => model?.retry(clientId),
    discard: (clientId) => model?.discard(clientId),
    loadOlder: async () => await model?.timeline.loadOlder(),
    loadNewer: async () => await model?.timeline.loadNewer(),
    jumpToLatest: async () => await model?.timeline.jumpToLatest(),
    jumpTo: async (seq) => await model?.timeline.jumpTo(seq),
    follow: (isAtEnd) => model?.timeline.follow(isAtEnd),
    leaveMark: () => model?.timeline.leaveMark(),
  }), [model]);
  return useMemo(() => ({ ...snapshot, ...actions }), [snapshot, actions]);
}
