import type { FinalRoom } from "./checking/chaos_checker.ts";
import type { Habits } from "./clients/habits.ts";

/** How often what was done beside talking: what the logs have of it, and what is kept beside them. */
export function mixOf(rooms: readonly FinalRoom[], habits: readonly Habits[]): ReadonlyMap<string, number> {
  const mix = new Map<string, number>();
  const count = (what: string, times = 1): void => void mix.set(what, (mix.get(what) ?? 0) + times);
  for (const { event } of rooms.flatMap(({ log }) => log)) {
    if (event.client_id?.startsWith("scheduled.")) count("in the logs: sent by the server, when due");
    if (event.mentions !== undefined) count("in the logs: that mention somebody");
    if (event.mentions_room) count("in the logs: that mention everybody");
    if (event.type === "system" && event.action !== undefined) count(`in the logs: ${event.action}`);
    else count(`in the logs: ${event.type}`);
  }
  for (const [what, times] of habits.flatMap(({ done }) => [...done])) count(`beside the logs: ${what}`, times);
  return mix;
}
