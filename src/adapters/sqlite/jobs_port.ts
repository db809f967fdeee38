import type { Jobs } from "../../ports/jobs.ts";
import type { Engine } from "./engine.ts";
import type { CallName } from "./lane.ts";

/** A call that writes or reads, by the lane for it. */
type EngineCall = <N extends CallName>(name: N, ...args: Parameters<Engine[N]>) => Promise<ReturnType<Engine[N]>>;

/** Jobs over the engine's calls. */
export function jobsPort(write: EngineCall, read: EngineCall): Jobs {
  return {
    create: (job) => write("createJob", job),
    ofUser: (user, kind) => read("jobOfUser", user, kind),
    claim: (claim, now, until) => write("claimJob", claim, now, until),
    advance: (id, claim, step, until) => write("advanceJob", id, claim, step, until),
    piece: (id, number) => read("jobPiece", id, number),
    remove: (id) => write("removeJob", id),
    forget: (before) => write("forgetJobs", before),
  };
}
