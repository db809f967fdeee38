import type { Id } from "../protocol/id.ts";

/** What takes longer than anybody waits for. `export`: one's own data; `erase`: an account with all it wrote. */
export type JobKind = "export" | "erase";

export interface Job {
  readonly id: Id;
  readonly kind: JobKind;
  /** Whose. */
  readonly user: Id;
  /** The name at that time. */
  readonly username: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** `open`: waits, or is being worked on. */
  readonly state: "open" | "done";
  /** Where the work goes on, in words of its own; absent: at its beginning. */
  readonly cursor?: string;
  /** How much of `total` is done, in units of the work. */
  readonly done: number;
  readonly total: number;
  /** Pieces of the result so far. */
  readonly pieces: number;
  /** Milliseconds since 1970 of when it was finished. */
  readonly finishedAt?: number;
}

export type NewJob = Pick<Job, "id" | "kind" | "user" | "username" | "createdAt">;

/** One step of a job: where it goes on from, and what it adds to the result. */
export interface JobStep {
  readonly cursor: string;
  readonly done: number;
  readonly total: number;
  readonly piece?: string;
  /** Milliseconds since 1970; present: this was the last step. */
  readonly finishedAt?: number;
}

/**
 * Work that outlives a process.
 *
 * Laws, which the contract suite tries:
 * - A user has one job of a kind: `create` answers the one that is there while it is open, and else takes the place of the
 *   finished one, whose result is gone.
 * - Of those who claim at once at most one gets a job; while its lease lasts nobody else does, after it anybody.
 * - `advance` is durable when it says `true`, whole or not at all: a step and its piece. With a claim that is not the last one
 *   it says `false` and changes nothing.
 */
export interface Jobs {
  create(job: NewJob): Promise<Job>;
  ofUser(user: Id, kind: JobKind): Promise<Job | undefined>;
  byId(id: Id): Promise<Job | undefined>;
  /** An open job whose lease is over or that had none, the oldest first. Times are milliseconds since 1970. */
  claim(claim: string, now: number, until: number): Promise<Job | undefined>;
  advance(id: Id, claim: string, step: JobStep, until: number): Promise<boolean>;
  /** One piece of the result, from 0. */
  piece(id: Id, number: number): Promise<string | undefined>;
  /** Removes the job with its result. Repeating it is harmless. */
  remove(id: Id): Promise<void>;
  /** Removes jobs that were finished before this moment (milliseconds since 1970), some at a time. */
  forget(before: number): Promise<void>;
}
