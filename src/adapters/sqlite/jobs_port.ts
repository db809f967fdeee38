import type { Jobs } from "../../ports/jobs.ts";
import type { EngineCall } from "./lane.ts";

/** Jobs over the engine's calls. */
export function jobsPort(write: EngineCall, read: EngineCall): Jobs {
  return {
    create: (job) => write("createJob", job),
    ofUser: (user, kind) => read("jobOfUser", user, kind),
    byId: (id) => read("jobById", id),
    claim: (claim, now, until) => write("claimJob", claim, now, until),
    advance: (id, claim, step, until) => write("advanceJob", id, claim, step, until),
    piece: (id, number) => read("jobPiece", id, number),
    remove: (id) => write("removeJob", id),
    forget: (before) => write("forgetJobs", before),
  };
}
