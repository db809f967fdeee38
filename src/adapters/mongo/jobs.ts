import type { Job, JobKind, Jobs, JobStep, NewJob } from "../../ports/jobs.ts";
import { jobsForgottenAtOnceMax } from "../../limits.ts";
import type { Id } from "../../protocol/id.ts";
import type { Calls } from "./calls.ts";
import type { Collections, JobDocument } from "./documents.ts";
import { refusingIndex } from "./failure.ts";

type JobCollections = Pick<Collections, "jobs" | "jobPieces">;

/** A user's job of a kind is one document, so that there is one. Its pieces carry the job's id: another job has others. */
export function createJobs(collections: JobCollections, calls: Calls): Jobs {
  const { jobs, jobPieces } = collections;

  async function removeWhole(id: Id): Promise<void> {
    await jobs.deleteOne({ job: id });
    await jobPieces.deleteMany({ job: id });
  }

  return {
    create: (job) => calls.run((call) => calls.repeat(call, () => create(collections, job))),
    ofUser: (user, kind) =>
      calls.run(async () => {
        const found = await jobs.findOne({ _id: nameOf(user, kind) });
        return found === null ? undefined : jobOf(found);
      }),
    byId: (id) =>
      calls.run(async () => {
        const found = await jobs.findOne({ job: id });
        return found === null ? undefined : jobOf(found);
      }),
    claim: (claim, now, until) =>
      calls.run(async () => {
        const found = await jobs.findOneAndUpdate(
          { finished_at: { $exists: false }, lease_until: { $lte: now } },
          { $set: { claim, lease_until: until } },
          { sort: { created_at: 1, _id: 1 }, returnDocument: "after" },
        );
        return found === null ? undefined : jobOf(found);
      }),
    advance: (...args) => calls.run(() => advance(collections, ...args)),
    piece: (id, number) =>
      calls.run(async () => {
        const found = await jobs.findOne({ job: id });
        const claim = found?.claims?.[number];
        if (claim === undefined) return undefined;
        return (await jobPieces.findOne({ _id: `${id}:${number}:${claim}` }))?.text;
      }),
    remove: (id) => calls.run(() => removeWhole(id)),
    forget: (before) =>
      calls.run(async () => {
        const old = await jobs.find({ finished_at: { $lt: before } }).limit(jobsForgottenAtOnceMax).toArray();
        for (const { job } of old) await removeWhole(job);
      }),
  };
}

/** Answers nothing where somebody else was first: the next attempt finds theirs. */
async function create({ jobs, jobPieces }: JobCollections, job: NewJob): Promise<Job | undefined> {
  const _id = nameOf(job.user, job.kind);
  const before = await jobs.findOne({ _id });
  if (before !== null && before.finished_at === undefined) return jobOf(before);
  const { id, kind, user, username, createdAt } = job;
  const fresh = { job: id, kind, user, username, created_at: createdAt, done: 0, total: 0, pieces: 0, lease_until: 0 };
  try {
    if (before === null) await jobs.insertOne({ _id, ...fresh });
    else {
      const { matchedCount } = await jobs.replaceOne({ _id, job: before.job }, fresh);
      if (matchedCount === 0) return undefined;
      await jobPieces.deleteMany({ job: before.job });
    }
    return jobOf({ _id, ...fresh });
  } catch (error) {
    if (refusingIndex(error) === undefined) throw error;
    return undefined;
  }
}

async function advance(
  { jobs, jobPieces }: JobCollections,
  id: Id,
  claim: string,
  { cursor, done, total, piece, finishedAt }: JobStep,
  until: number,
): Promise<boolean> {
  const mine = { job: id, claim, finished_at: { $exists: false } };
  const found = await jobs.findOne(mine);
  if (found === null) return false;
  const { pieces } = found;
  if (piece !== undefined) {
    // Counts only with the step: what this claim may have left at the place is replaced.
    const place = { _id: `${id}:${pieces}:${claim}` };
    await jobPieces.replaceOne(place, { job: id, number: pieces, text: piece }, { upsert: true });
  }
  const { matchedCount } = await jobs.updateOne({ ...mine, pieces }, {
    $set: {
      cursor,
      done,
      total,
      pieces: pieces + (piece === undefined ? 0 : 1),
      lease_until: until,
      ...(finishedAt === undefined ? {} : { finished_at: finishedAt }),
    },
    ...(piece === undefined ? {} : { $push: { claims: claim } }),
  });
  return matchedCount === 1;
}

/** Ids are of one length. */
function nameOf(user: Id, kind: JobKind): string {
  return `${user}${kind}`;
}

function jobOf(document: JobDocument): Job {
  const { job, kind, user, username, created_at, cursor, done, total, pieces, finished_at } = document;
  return {
    id: job,
    kind,
    user,
    username,
    createdAt: created_at,
    state: finished_at === undefined ? "open" : "done",
    ...(cursor === undefined ? {} : { cursor }),
    done,
    total,
    pieces,
    ...(finished_at === undefined ? {} : { finishedAt: finished_at }),
  };
}
