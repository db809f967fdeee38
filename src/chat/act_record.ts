import type { Clock } from "../ports/clock.ts";
import type { AuditAction, AuditRecord } from "../protocol/audit.ts";
import type { UserRef } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";

export interface ActRecordDeps {
  readonly clock: Pick<Clock, "now">;
  readonly nextId: () => Id;
}

/** What an act is on the record as that is no event. Without an actor it is the administrator's. */
export function actRecord(
  { clock, nextId }: ActRecordDeps,
  action: AuditAction,
  { actor, ...about }: Partial<Omit<AuditRecord, "id" | "at" | "action" | "actor">> & { readonly actor?: UserRef },
): AuditRecord {
  return {
    id: nextId(),
    at: new Date(clock.now()).toISOString(),
    action,
    ...(actor !== undefined && { actor: { id: actor.id, username: actor.username } }),
    ...about,
  };
}
