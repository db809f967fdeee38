import type { LogEntry } from "../../src/ports/event_log.ts";
import type { Reads } from "../../src/ports/reads.ts";

/**
 * Where what the store counts as unread is not what the log says from its very beginning, what was trimmed of it included; or where something that was trimmed is not read.
 */
export async function countsThatDiffer(
  { room, user, floor }: { readonly room: string; readonly user: string; readonly floor: number },
  log: readonly LogEntry[],
  reads: Pick<Reads, "standings">,
): Promise<string[]> {
  const [standing] = (await reads.standings(user, 1, [room])).rooms;
  if (standing === undefined) return [];
  const { lastRead } = standing;
  if (lastRead < floor) return [`${user} has read up to ${lastRead}: the log begins after ${floor}`];
  const deleted = new Set(log.flatMap(({ effect }) => effect?.kind === "message_deleted" ? [effect.of] : []));
  const left = log.filter(({ seq }) => seq > lastRead && !deleted.has(seq));
  const unread = left.filter(({ type }) => type === "text").length;
  if (standing.unread === unread) return [];
  return [`${user} has ${standing.unread} unread after ${lastRead} of ${room}: there are ${unread}`];
}
