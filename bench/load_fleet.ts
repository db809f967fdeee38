import type { DialectName } from "./dialects.ts";
import { LatencyHistogram } from "./latency_histogram.ts";
import type { Command, LoadReport, OpenReport, Report } from "./load_messages.ts";
import type { MemberPlan } from "./member_plan.ts";

export interface LoadResult extends Omit<LoadReport, "kind" | "latency" | "ackLatency"> {
  readonly latency: LatencyHistogram;
  readonly ackLatency: LatencyHistogram;
}

/**
 * Several threads of load, as one. Members are dealt to them in turn, and all talk. With `talkers` the first so many have
 * one more thread to themselves and are the only ones who talk: busy with reading, a thread would send late and in heaps.
 */
export class LoadFleet implements Disposable {
  readonly #workers: Worker[];
  readonly #talkers: number;

  constructor(threads: number, talkers = 0) {
    const url = new URL("./load_worker.ts", import.meta.url);
    const count = talkers > 0 ? threads + 1 : threads;
    this.#workers = Array.from({ length: count }, () => new Worker(url, { type: "module" }));
    this.#talkers = talkers;
  }

  async open(port: number, members: readonly MemberPlan[], atOnce: number, dialect: DialectName): Promise<OpenReport> {
    const shares = this.#deal(members);
    const reports = await this.#all<OpenReport>((_, thread) => ({
      kind: "open",
      port,
      members: shares[thread]!,
      atOnce: Math.ceil(atOnce / shares.length),
      dialect,
    }));
    const failure = reports.find((report) => report.failure !== undefined)?.failure;
    const opened = reports.reduce((sum, report) => sum + report.opened, 0);
    const report: OpenReport = { kind: "open", opened, ms: Math.max(...reports.map(({ ms }) => ms)) };
    return failure === undefined ? report : { ...report, failure };
  }

  /** `rate`: messages a second in all. */
  async load(rate: number, seconds: number, contentBytes: number): Promise<LoadResult> {
    await this.#all(() => ({ kind: "reset" }));
    const talking = this.#talkers > 0 ? 1 : this.#workers.length;
    const reports = await this.#all<LoadReport>((_, thread) => {
      return { kind: "load", rate: thread < talking ? rate / talking : 0, seconds, contentBytes };
    });
    const sum = (of: (report: LoadReport) => number) => reports.reduce((total, report) => total + of(report), 0);
    const latency = new LatencyHistogram();
    const ackLatency = new LatencyHistogram();
    for (const report of reports) {
      latency.merge({ counts: report.latency });
      ackLatency.merge({ counts: report.ackLatency });
    }
    return {
      sent: sum(({ sent }) => sent),
      acks: sum(({ acks }) => acks),
      delivered: sum(({ delivered }) => delivered),
      disordered: sum(({ disordered }) => disordered),
      closed: sum(({ closed }) => closed),
      bytes: sum(({ bytes }) => bytes),
      refusals: reports.flatMap(({ refusals }) => refusals),
      ms: Math.max(...reports.map(({ ms }) => ms)),
      latency,
      ackLatency,
    };
  }

  async close(): Promise<void> {
    await this.#all(() => ({ kind: "close" }));
  }

  [Symbol.dispose](): void {
    for (const worker of this.#workers) worker.terminate();
  }

  #deal(members: readonly MemberPlan[]): MemberPlan[][] {
    const talkers = members.slice(0, this.#talkers);
    const threads = this.#workers.length - (talkers.length > 0 ? 1 : 0);
    const rest = members.slice(this.#talkers);
    const shares = Array.from({ length: threads }, (_, thread) => rest.filter((_, i) => i % threads === thread));
    return talkers.length > 0 ? [talkers, ...shares] : shares;
  }

  #all<R extends Report>(command: (worker: Worker, thread: number) => Command): Promise<R[]> {
    return Promise.all(this.#workers.map((worker, thread) =>
      new Promise<R>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<R>) => resolve(data);
        worker.onerror = (event) => {
          event.preventDefault();
          reject(new Error(`A load worker failed: ${event.message}`));
        };
        worker.postMessage(command(worker, thread));
      })
    ));
  }
}
