import { useMemo } from "react";
import {
  ApiError,
  type MessageSnapshot,
  type ThreadModel,
  type ThreadSnapshot,
  type TimelineItem,
  type TimelineSnapshot,
} from "../sdk/mod.ts";
import { present, useRoomModel } from "./use_account.ts";
import { useObservable } from "./use_observable.ts";

/** `items` are the replies; `root` is the message that began the thread, as far as it is known. */
export interface UseThread extends TimelineSnapshot, ThreadSnapshot {
  readonly root: TimelineItem | undefined;
  /** Answers in the thread: the last item at once. Throws `ApiError` `invalid` for what no server would take. */
  readonly send: ThreadModel["send"];
  readonly retry: (clientId: string) => void;
  readonly discard: (clientId: string) => void;
  readonly follow: () => Promise<void>;
  readonly unfollow: () => Promise<void>;
  /** Everything up to this reply has been read. */
  readonly markRead: (seq: number) => void;
  readonly loadOlder: () => Promise<void>;
  readonly loadNewer: () => Promise<void>;
  readonly jumpToLatest: () => Promise<void>;
  /** Shows the surroundings of a place in the log. */
  readonly jumpTo: (seq: number) => Promise<void>;
}

const unknown: MessageSnapshot = { item: undefined, status: "loading" };
const loading: TimelineSnapshot = { items: [], hasOlder: false, hasNewer: false, isLoading: false, status: "loading" };
const nothing: ThreadSnapshot = { isFollowing: false, lastRead: 0, unread: 0 };

/** The thread below the message at `root`. */
export function useThread(room: string, root: number): UseThread {
  const model = useRoomModel(room);
  const thread = useMemo(() => model?.thread(root), [model, root]);
  const snapshot = useObservable(thread?.messages, loading);
  const standing = useObservable(thread?.standing, nothing);
  const { item } = useObservable(thread?.message, unknown);
  const actions = useMemo((): Omit<UseThread, keyof TimelineSnapshot | keyof ThreadSnapshot | "root"> => ({
    send: (content, options) => {
      if (thread === undefined) throw new ApiError("unauthorized", "Nobody is logged in");
      thread.send(content, options);
    },
    retry: (clientId) => model?.retry(clientId),
    discard: (clientId) => model?.discard(clientId),
    follow: async () => await (await present(thread)).follow(),
    unfollow: async () => await (await present(thread)).unfollow(),
    markRead: (seq) => thread?.markRead(seq),
    loadOlder: async () => await thread?.timeline.loadOlder(),
    loadNewer: async () => await thread?.timeline.loadNewer(),
    jumpToLatest: async () => await thread?.timeline.jumpToLatest(),
    jumpTo: async (seq) => await thread?.timeline.jumpTo(seq),
  }), [model, thread]);
  return useMemo(() => ({ ...snapshot, ...standing, root: item, ...actions }), [snapshot, standing, item, actions]);
}
