import { type Admission, admitUpgrade } from "../http/upgrade.ts";
import { createDoorLimit } from "../http/door_limit.ts";
import type { Refused } from "../http/refusal.ts";
import type { UpgradeRequest } from "../http/upgrade_request.ts";
import type { Principal } from "../protocol/principal.ts";
import type { ListenerDeps } from "./listener.ts";

export type DoormanDeps = Pick<
  ListenerDeps,
  "tokens" | "corsOrigins" | "random" | "gate" | "log" | "meter" | "clock" | "trustProxyHops"
>;

/** Decides about one upgrade, and counts and logs a refusal. */
export type Doorman = (request: UpgradeRequest) => Promise<Admission>;

/** One for a whole listener: it remembers who knocked in vain. */
export function createDoorman(deps: DoormanDeps): Doorman {
  const { tokens, corsOrigins, random, gate, clock, trustProxyHops = 0 } = deps;
  const door = createDoorLimit({ clock, trustProxyHops });
  const upgradeDeps = {
    tokens,
    corsOrigins,
    random,
    door,
    admit: (principal: Principal) => gate.admit(principal),
  };
  return async (request) => {
    const admission = await admitUpgrade(request, upgradeDeps);
    if (!admission.ok) reportRefusal(admission, request.remote, deps);
    return admission;
  };
}

/** Tells meter and log of a refusal. Never of the query, which may hold a token. */
export function reportRefusal(refused: Refused, remote: string, { log, meter }: Pick<DoormanDeps, "log" | "meter">) {
  meter.refuse(refused.code);
  const fields = { code: refused.code, status: refused.status, remote, request_id: refused.requestId };
  if (refused.cause === undefined) log.debug("request refused", fields);
  else log.error("request failed", { ...fields, error: refused.cause });
}
