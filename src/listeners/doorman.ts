import { type Admission, admitUpgrade } from "../http/upgrade.ts";
import type { Refused } from "../http/refusal.ts";
import type { UpgradeRequest } from "../http/upgrade_request.ts";
import type { ListenerDeps } from "./listener.ts";

export type DoormanDeps = Pick<ListenerDeps, "tokens" | "corsOrigins" | "random" | "gate" | "log" | "meter">;

/** Decides about one upgrade, and counts and logs a refusal. */
export async function decideUpgrade(request: UpgradeRequest, deps: DoormanDeps): Promise<Admission> {
  const { tokens, corsOrigins, random, gate } = deps;
  const admission = await admitUpgrade(request, {
    tokens,
    corsOrigins,
    random,
    admit: (principal) => gate.admit(principal),
  });
  if (!admission.ok) reportRefusal(admission, request.remote, deps);
  return admission;
}

/** Tells meter and log of a refusal. Never of the query, which may hold a token. */
export function reportRefusal(refused: Refused, remote: string, { log, meter }: Pick<DoormanDeps, "log" | "meter">) {
  meter.refuse(refused.code);
  const fields = { code: refused.code, status: refused.status, remote, request_id: refused.requestId };
  if (refused.cause === undefined) log.debug("request refused", fields);
  else log.error("request failed", { ...fields, error: refused.cause });
}
