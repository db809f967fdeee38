import { exportKeptMs, jobLeaseMs, jobPauseMs, jobsPollMs } from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { Job, JobKind, Jobs, JobStep } from "../ports/jobs.ts";
import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";

/** What the next step of a job comes to. It may be asked for a step twice, and must do no harm by that. */
export type StepOf = (job: Job) => Promise<JobStep>;

export interface JobRunnerPorts {
  readonly jobs: Jobs;
  readonly work: Readonly<Partial<Record<JobKind, StepOf>>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/**
 * Works on jobs, one at a time and in steps, with pauses: whoever chats comes first. A step and where the next begins are
 * stored together, so that a job that loses its node goes on elsewhere as if nothing had happened.
 */
export class JobRunner {
  readonly #ports: JobRunnerPorts;
  #cancel: Cancel | undefined;
  #running = false;
  #stopped = true;

  constructor(ports: JobRunnerPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#stopped = false;
    this.kick();
  }

  /** There may be something to do. */
  kick(): void {
    if (this.#stopped || this.#running) return;
    this.#cancel?.();
    this.#running = true;
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  async #run(): Promise<void> {
    const { jobs, clock, log } = this.#ports;
    try {
      await jobs.forget(clock.now() - exportKeptMs);
      while (!this.#stopped && await this.#workOnOne());
    } catch (error) {
      // The lease runs out, and whoever looks next goes on where the last step ended.
      log.warn("Cannot work on a job", { error });
    }
    this.#running = false;
    if (!this.#stopped) this.#cancel = clock.after(jobsPollMs, () => this.kick());
  }

  /** Answers whether there was one. */
  async #workOnOne(): Promise<boolean> {
    const { jobs, work, clock, random, log } = this.#ports;
    const claim = Array.from(random.bytes(8), (byte) => byte.toString(16).padStart(2, "0")).join("");
    let job = await jobs.claim(claim, clock.now(), clock.now() + jobLeaseMs);
    if (job === undefined) return false;
    const { id, kind, user } = job;
    while (!this.#stopped) {
      const stepOf = work[kind];
      if (stepOf === undefined) throw new Error(`Nobody knows how to do a job of kind ${kind}`);
      const began = clock.monotonic();
      const step = await stepOf(job);
      if (!await jobs.advance(id, claim, step, clock.now() + jobLeaseMs)) return true;
      if (step.finishedAt !== undefined) {
        log.info("A job is done", { job: id, kind, user_id: user });
        return true;
      }
      const { cursor, done, total } = step;
      job = { ...job, cursor, done, total, pieces: job.pieces + (step.piece === undefined ? 0 : 1) };
      const pauseMs = Math.max(jobPauseMs, clock.monotonic() - began);
      await new Promise<void>((resolve) => void clock.after(pauseMs, resolve));
    }
    return true;
  }
}
