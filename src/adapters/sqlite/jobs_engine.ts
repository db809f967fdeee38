import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { jobsForgottenAtOnceMax } from "../../limits.ts";
import type { Job, JobKind, JobStep, NewJob } from "../../ports/jobs.ts";
import type { Id } from "../../protocol/id.ts";
import type { Transactions } from "./transaction.ts";

export interface JobsEngine {
  createJob(job: NewJob): Job;
  jobOfUser(user: Id, kind: JobKind): Job | undefined;
  jobById(id: Id): Job | undefined;
  claimJob(claim: string, now: number, until: number): Job | undefined;
  advanceJob(id: Id, claim: string, step: JobStep, until: number): boolean;
  jobPiece(id: Id, number: number): string | undefined;
  removeJob(id: Id): void;
  forgetJobs(before: number): void;
}

export function createJobsEngine(db: DatabaseSync, transactions: Transactions): JobsEngine {
  const insert = db.prepare("INSERT INTO jobs (id, kind, user_id, username, created_at) VALUES (?, ?, ?, ?, ?)");
  const byId = db.prepare("SELECT * FROM jobs WHERE id = ?");
  const ofUser = db.prepare("SELECT * FROM jobs WHERE user_id = ? AND kind = ?");
  const free = db.prepare(
    "SELECT id FROM jobs INDEXED BY jobs_open WHERE finished_at IS NULL AND lease_until <= ? ORDER BY created_at, id LIMIT 1",
  );
  const lease = db.prepare("UPDATE jobs SET claim = ?2, lease_until = ?3 WHERE id = ?1");
  const move = db.prepare(
    `UPDATE jobs SET cursor = ?3, done = ?4, total = ?5, pieces = pieces + ?6, finished_at = ?7, lease_until = ?8
     WHERE id = ?1 AND claim = ?2 AND finished_at IS NULL`,
  );
  const addPiece = db.prepare(
    "INSERT INTO job_pieces (job, number, text) SELECT id, pieces, ?2 FROM jobs WHERE id = ?1",
  );
  const piece = db.prepare("SELECT text FROM job_pieces WHERE job = ? AND number = ?");
  const removePieces = db.prepare("DELETE FROM job_pieces WHERE job = ?");
  const remove = db.prepare("DELETE FROM jobs WHERE id = ?");
  const old = db.prepare("SELECT id FROM jobs INDEXED BY jobs_finished WHERE finished_at < ? LIMIT ?");
  const isClaimed = db.prepare("SELECT 1 FROM jobs WHERE id = ? AND claim = ? AND finished_at IS NULL");

  function removeWhole(id: Id): void {
    removePieces.run(id);
    remove.run(id);
  }

  return {
    createJob: ({ id, kind, user, username, createdAt }) =>
      transactions.write(() => {
        const before = jobOf(ofUser.get(user, kind));
        if (before?.state === "open") return before;
        if (before !== undefined) removeWhole(before.id);
        insert.run(id, kind, user, username, createdAt);
        return jobOf(byId.get(id))!;
      }),
    jobOfUser: (user, kind) => jobOf(ofUser.get(user, kind)),
    jobById: (id) => jobOf(byId.get(id)),
    claimJob: (claim, now, until) =>
      transactions.write(() => {
        const id = free.get(now)?.id;
        if (id === undefined || id === null) return undefined;
        lease.run(id, claim, until);
        return jobOf(byId.get(id));
      }),
    advanceJob: (id, claim, { cursor, done, total, piece, finishedAt }, until) =>
      transactions.write(() => {
        if (isClaimed.get(id, claim) === undefined) return false;
        if (piece !== undefined) addPiece.run(id, piece);
        move.run(id, claim, cursor, done, total, piece === undefined ? 0 : 1, finishedAt ?? null, until);
        return true;
      }),
    jobPiece: (id, number) => {
      const text = piece.get(id, number)?.text;
      return typeof text === "string" ? text : undefined;
    },
    removeJob: (id) => transactions.write(() => removeWhole(id)),
    forgetJobs: (before) =>
      transactions.write(() => {
        for (const { id } of old.all(before, jobsForgottenAtOnceMax)) removeWhole(String(id));
      }),
  };
}

function jobOf(row: Record<string, SQLOutputValue> | undefined): Job | undefined {
  if (row === undefined) return undefined;
  const { cursor, finished_at } = row;
  return {
    id: String(row.id),
    kind: String(row.kind) as JobKind,
    user: String(row.user_id),
    username: String(row.username),
    createdAt: String(row.created_at),
    state: finished_at === null ? "open" : "done",
    ...(typeof cursor === "string" ? { cursor } : {}),
    done: Number(row.done),
    total: Number(row.total),
    pieces: Number(row.pieces),
    ...(finished_at === null ? {} : { finishedAt: Number(finished_at) }),
  };
}
