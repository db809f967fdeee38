import type { Id } from "../../protocol/id.ts";
import type { AppendResult, LogEntry } from "../../ports/event_log.ts";
import { type Cell, pushEntry } from "./entry_cells.ts";
import { unavailable } from "./failure.ts";
import type { BatchAnswer } from "./group_engine.ts";
import { CallFault, type Lane } from "./lane.ts";

interface Waiting {
  resolve(result: AppendResult): void;
  reject(error: Error): void;
}

interface Group {
  readonly cells: Cell[];
  readonly waiting: Waiting[];
  events: number;
}

/** Groups at the engine at once: one being written, one that is there when it is done. */
const groupsInFlightMax = 2;
/** Events in one group, about 60 ms of the engine: a commit is cheap per event long before. */
const groupEventsMax = 4_096;

const ok: AppendResult = { kind: "ok" };

/**
 * Gathers the appends of all rooms that come while the engine is busy into one message, one transaction and one commit.
 * Order is kept.
 */
export class AppendGatherer {
  readonly #lane: Lane;
  readonly #queue: Group[] = [];
  #inFlight = 0;
  #scheduled = false;
  #idle: (() => void)[] = [];

  constructor(lane: Lane) {
    this.#lane = lane;
  }

  append(room: Id, expectedHead: number, entries: readonly LogEntry[]): Promise<AppendResult> {
    const group = this.#groupFor(entries.length);
    group.cells.push(room, expectedHead, entries.length);
    for (const entry of entries) pushEntry(group.cells, entry);
    group.events += entries.length;
    const result = new Promise<AppendResult>((resolve, reject) => group.waiting.push({ resolve, reject }));
    if (!this.#scheduled) {
      this.#scheduled = true;
      // Everything that this turn of the program appends goes together.
      queueMicrotask(() => {
        this.#scheduled = false;
        this.#send();
      });
    }
    return result;
  }

  /** Resolves when nothing is waiting or in flight. */
  async idle(): Promise<void> {
    while (this.#inFlight > 0 || this.#queue.length > 0) await new Promise<void>((done) => this.#idle.push(done));
  }

  #groupFor(events: number): Group {
    const last = this.#queue.at(-1);
    if (last !== undefined && last.events + events <= groupEventsMax) return last;
    const group: Group = { cells: [], waiting: [], events: 0 };
    this.#queue.push(group);
    return group;
  }

  #send(): void {
    while (this.#inFlight < groupsInFlightMax) {
      const group = this.#queue.shift();
      if (group === undefined) return;
      this.#inFlight++;
      void this.#run(group);
    }
  }

  /** Never rejects. The next group leaves before the answers are told, so that the engine does not wait for them. */
  async #run(group: Group): Promise<void> {
    try {
      const answers = await this.#lane.call("append", group.cells);
      this.#landed();
      group.waiting.forEach((waiting, i) => settle(waiting, answers[i]));
    } catch (fault) {
      this.#landed();
      for (const waiting of group.waiting) fail(waiting, fault);
    }
    const idle = this.#idle;
    this.#idle = [];
    for (const done of idle) done();
  }

  #landed(): void {
    this.#inFlight--;
    this.#send();
  }
}

function settle(waiting: Waiting, answer: BatchAnswer | undefined): void {
  if (answer === 0) return waiting.resolve(ok);
  if (answer === undefined) return waiting.resolve({ kind: "unknown" });
  if ("kind" in answer) return waiting.resolve(answer);
  if (answer.failed === "unknown") return waiting.resolve({ kind: "unknown" });
  waiting.reject(unavailable(answer.message));
}

function fail(waiting: Waiting, fault: unknown): void {
  if (fault instanceof CallFault && fault.outcome === "unknown") waiting.resolve({ kind: "unknown" });
  else waiting.reject(unavailable(fault));
}
