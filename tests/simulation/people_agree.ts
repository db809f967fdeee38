import type { LogEntry } from "../../src/ports/event_log.ts";
import type { Members } from "../../src/ports/members.ts";
import type { Role, RoomEvent, Sanction } from "../../src/protocol/event.ts";

/** What a log says of one user. */
interface Standing {
  role?: Role | undefined;
  ban?: Sanction | undefined;
  mute?: Sanction | undefined;
}

const spoken = new Set(["text", "reply", "edited", "reaction"]);

/**
 * Where a log holds what its own bans and mutes forbid, and where what the store keeps of its people is not what the log says; by
 * a fold written for this alone, so that no bug is shared.
 */
export async function peopleThatDiffer(
  room: string,
  log: readonly LogEntry[],
  members: Pick<Members, "lookup">,
): Promise<string[]> {
  const found: string[] = [];
  const standings = new Map<string, Standing>();
  const of = (user: string): Standing => {
    const standing = standings.get(user) ?? {};
    standings.set(user, standing);
    return standing;
  };
  for (const entry of log) {
    const { timestamp } = JSON.parse(entry.text) as RoomEvent;
    const sender = of(entry.sender);
    if (spoken.has(entry.type) && (sender.role === undefined || holds(sender.mute, timestamp))) {
      found.push(`${entry.type} at ${entry.seq} is of somebody who had no voice`);
    }
    found.push(...fold(entry, of, timestamp));
  }
  const users = [...standings.keys()];
  const kept = await members.lookup(room, users);
  for (const [user, { role, ban, mute }] of standings) {
    const { ban: keptBan, mute: keptMute } = kept.conduct?.get(user) ?? {};
    const [said, is] = [[role, ban?.at, mute?.at], [kept.members.get(user)?.role, keptBan?.at, keptMute?.at]];
    if (said.join() !== is.join()) found.push(`the store keeps ${user} as ${is}: it is ${said}`);
  }
  return found;
}

function fold({ seq, effect }: LogEntry, of: (user: string) => Standing, now: string): string[] {
  switch (effect?.kind) {
    case "member_joined": {
      const user = of(effect.user.id);
      user.role = effect.role;
      return holds(user.ban, now) ? [`the member who came at ${seq} was banned`] : [];
    }
    case "member_left":
      of(effect.user_id).role = undefined;
      break;
    case "role_changed":
      of(effect.user_id).role = effect.role;
      break;
    case "banned":
      Object.assign(of(effect.sanction.user.id), { role: undefined, ban: effect.sanction });
      break;
    case "unbanned":
      of(effect.user_id).ban = undefined;
      break;
    case "muted":
      of(effect.sanction.user.id).mute = effect.sanction;
      break;
    case "unmuted":
      of(effect.user_id).mute = undefined;
  }
  return [];
}

function holds(sanction: Sanction | undefined, at: string): boolean {
  return sanction !== undefined && (sanction.until === undefined || at < sanction.until);
}
