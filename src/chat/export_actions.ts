import type { Clock } from "../ports/clock.ts";
import type { Job, Jobs } from "../ports/jobs.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import { type JobView, viewOfJob } from "./job_view.ts";

/** A person's export: there is one at a time. */
export type ExportView = JobView;

/** What one can do about one's own data. `not_found` where one has asked for no export, or it is over. */
export interface ExportActions {
  /** Begins one, or answers the one under way; a finished one is replaced. */
  request(actor: Principal): Promise<ExportView>;
  get(actor: Principal): Promise<ExportView>;
  /** Its lines, piece by piece. Throws `not_found` also while it is under way. */
  read(actor: Principal): Promise<AsyncIterable<string>>;
  remove(actor: Principal): Promise<void>;
}

export interface ExportActionsPorts {
  readonly jobs: Pick<Jobs, "create" | "ofUser" | "piece" | "remove">;
  readonly clock: Pick<Clock, "now">;
  readonly nextId: () => Id;
  /** There is a job to do. */
  readonly requested: () => void;
}

export function createExportActions({ jobs, clock, nextId, requested }: ExportActionsPorts): ExportActions {
  async function find({ id }: Principal): Promise<Job> {
    const job = await jobs.ofUser(id, "export");
    if (job === undefined) throw new ParleyError("not_found", "You have no export: ask for one first");
    return job;
  }

  async function* piecesOf({ id, pieces }: Job): AsyncIterable<string> {
    for (let number = 0; number < pieces; number++) {
      const piece = await jobs.piece(id, number);
      // Removed while it is read: half of it must not look like all of it.
      if (piece === undefined) throw new ParleyError("not_found", "The export was removed");
      yield piece;
    }
  }

  return {
    async request({ id: user, username }) {
      const createdAt = new Date(clock.now()).toISOString();
      const job = await jobs.create({ id: nextId(), kind: "export", user, username, createdAt });
      requested();
      return viewOfJob(job);
    },
    get: async (actor) => viewOfJob(await find(actor)),
    async read(actor) {
      const job = await find(actor);
      if (job.state !== "done") throw new ParleyError("not_found", "The export is not finished yet");
      return piecesOf(job);
    },
    async remove(actor) {
      await jobs.remove((await find(actor)).id);
    },
  };
}
