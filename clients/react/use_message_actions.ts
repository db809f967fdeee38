import { useMemo } from "react";
import { ApiError, type MessageActions, type RoomModel } from "../sdk/mod.ts";
import { useRoomModel } from "./use_account.ts";

export type UseMessageActions =
  & Pick<
    MessageActions,
    "edit" | "delete" | "react" | "unreact" | "toggle" | "pin" | "unpin" | "forward" | "versions" | "reactions"
  >
  & Pick<RoomModel, "retry" | "discard">;

/**
 * What can be done to the messages of a room, each by its seq: shown at once, and taken back with `failure` on the item
 * when the server refuses it, which `retry` and `discard` take.
 */
export function useMessageActions(room: string): UseMessageActions {
  const model = useRoomModel(room);
  return useMemo((): UseMessageActions => {
    const present = () => {
      if (model === undefined) throw new ApiError("unauthorized", "Nobody is logged in");
      return model.actions;
    };
    return {
      edit: (seq, content) => present().edit(seq, content),
      delete: (seq) => present().delete(seq),
      react: (seq, emoji) => present().react(seq, emoji),
      unreact: (seq, emoji) => present().unreact(seq, emoji),
      toggle: (item, emoji) => present().toggle(item, emoji),
      pin: (seq) => present().pin(seq),
      unpin: (seq) => present().unpin(seq),
      forward: async (seq, to, clientId) => await present().forward(seq, to, clientId),
      versions: async (seq, options) => await present().versions(seq, options),
      reactions: async (seq, query, options) => await present().reactions(seq, query, options),
      retry: (clientId) => model?.retry(clientId),
      discard: (clientId) => model?.discard(clientId),
    };
  }, [model]);
}
