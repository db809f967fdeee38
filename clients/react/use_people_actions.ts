import { useMemo } from "react";
import type { PeopleActions } from "../sdk/mod.ts";
import { present, useRoomModel } from "./use_account.ts";

export type UsePeopleActions = Pick<
  PeopleActions,
  "setRole" | "transfer" | "remove" | "ban" | "unban" | "mute" | "unmute" | "bans" | "mutes"
>;

/** What is done about the people of a room, by who may. Each rejects with `ApiError`, for example `forbidden`. */
export function usePeopleActions(room: string): UsePeopleActions {
  const people = useRoomModel(room)?.people;
  return useMemo((): UsePeopleActions => ({
    setRole: async (user, role) => await (await present(people)).setRole(user, role),
    transfer: async (user) => await (await present(people)).transfer(user),
    remove: async (user, reason) => await (await present(people)).remove(user, reason),
    ban: async (user, terms) => await (await present(people)).ban(user, terms),
    unban: async (user) => await (await present(people)).unban(user),
    mute: async (user, terms) => await (await present(people)).mute(user, terms),
    unmute: async (user) => await (await present(people)).unmute(user),
    bans: async (query) => await (await present(people)).bans(query),
    mutes: async (query) => await (await present(people)).mutes(query),
  }), [people]);
}
