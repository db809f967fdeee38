import type { Job } from "../ports/jobs.ts";
import type { Id } from "../protocol/id.ts";

/** How far work is that takes longer than anybody waits for. */
export interface JobView {
  readonly id: Id;
  readonly created_at: string;
  readonly state: "open" | "done";
  /** 0 to 1. */
  readonly progress: number;
  readonly finished_at?: string;
}

export function viewOfJob({ id, createdAt, state, done, total, finishedAt }: Job): JobView {
  return {
    id,
    created_at: createdAt,
    state,
    progress: state === "done" ? 1 : total === 0 ? 0 : Math.min(0.99, done / total),
    ...(finishedAt === undefined ? {} : { finished_at: new Date(finishedAt).toISOString() }),
  };
}
