import type { Reports } from "../../ports/reports.ts";
import type { EngineCall } from "./lane.ts";

/** Reports over the engine's calls. */
export function reportsPort(write: EngineCall, read: EngineCall): Reports {
  return {
    put: (report, voice) => write("putReport", report, voice),
    byId: (id) => read("reportById", id),
    find: (query) => read("findReports", query),
    decide: (id, state, decision, record) => write("decideReport", id, state, decision, record),
    forget: (user) => write("forgetReports", user),
  };
}
