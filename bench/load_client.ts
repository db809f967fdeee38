import { openWire, type WireClient } from "../tests/support/wire_client.ts";
import type { Dialect, MemberTally } from "./dialect.ts";
import { dialects } from "./dialects.ts";
import { LatencyHistogram } from "./latency_histogram.ts";
import type { LoadCommand, LoadReport, OpenCommand, OpenReport } from "./load_messages.ts";
import type { MemberPlan } from "./member_plan.ts";
import { MessageTemplate } from "./message_template.ts";

interface Member {
  readonly wire: WireClient;
  readonly room: string;
}

/** Nothing more comes when nothing has come for so long, milliseconds; and when not even then, it is over. */
const quietMs = 700;
const drainMsMax = 15_000;
/** Acknowledgements that can be under way: the times of so many sends are remembered. */
const timesKept = 1 << 20;

/** The members of one load worker: opens them, lets them talk, counts what they hear. */
export class LoadClient {
  readonly #members: Member[] = [];
  #dialect: Dialect = dialects.parley;
  readonly #latency = new LatencyHistogram();
  readonly #ackLatency = new LatencyHistogram();
  readonly #sentAtUs = new Float64Array(timesKept);
  /** The next message's number: never used twice, since it makes the client_id. */
  #number = 0;
  #sent = 0;
  #acks = 0;
  #delivered = 0;
  #disordered = 0;
  #bytes = 0;
  #closed = 0;
  #refusals: string[] = [];
  #lastDeliveryMs = 0;

  async open({ port, members, atOnce, dialect }: OpenCommand): Promise<OpenReport> {
    this.#dialect = dialects[dialect];
    const start = performance.now();
    const waiting = members.values();
    let failure: string | undefined;
    const opener = async (): Promise<void> => {
      for (const plan of waiting) {
        try {
          this.#members.push({ wire: await this.#openOne(port, plan), room: plan.room });
        } catch (error) {
          failure ??= String(error);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, opener));
    const report: OpenReport = { kind: "open", opened: this.#members.length, ms: performance.now() - start };
    return failure === undefined ? report : { ...report, failure };
  }

  /** Counts from nought. */
  reset(): void {
    this.#latency.clear();
    this.#ackLatency.clear();
    this.#sent =
      this.#acks =
      this.#delivered =
      this.#disordered =
      this.#bytes =
      this.#closed =
        0;
    this.#refusals = [];
  }

  async load({ rate, seconds, contentBytes }: LoadCommand): Promise<LoadReport> {
    const start = performance.now();
    await this.#talk(rate, seconds * 1_000, contentBytes);
    await this.#drain();
    return {
      kind: "load",
      sent: this.#sent,
      acks: this.#acks,
      delivered: this.#delivered,
      disordered: this.#disordered,
      refusals: this.#refusals,
      closed: this.#closed,
      ms: this.#lastDeliveryMs - start,
      bytes: this.#bytes,
      latency: this.#latency.counts,
      ackLatency: this.#ackLatency.counts,
    };
  }

  close(): void {
    for (const { wire } of this.#members.splice(0)) wire.destroy();
  }

  /** Resolves when the member is connected, joined and live. */
  async #openOne(port: number, plan: MemberPlan): Promise<WireClient> {
    const live = Promise.withResolvers<void>();
    // Who never becomes connected never becomes live: that promise then has no one who waits for it.
    live.promise.catch(() => undefined);
    const refused = (text: string): void => {
      this.#refusals.push(text);
      live.reject(new Error(text));
    };
    const ears = this.#dialect.ears({ ...this.#tally(), live: live.resolve, refused }, plan);
    const hear = (bytes: Uint8Array, start: number, end: number): void => {
      this.#bytes += end - start;
      const answer = ears.hear(bytes, start, end);
      if (answer !== undefined) wire.send(answer);
    };
    const closed = (code: number): void => {
      this.#closed++;
      live.reject(new Error(`closed with ${code}`));
    };
    const wire = await openWire({ port: plan.port ?? port, ...this.#dialect.upgrade(plan) }, {
      text: hear,
      binary: hear,
      closed,
    });
    const greeting = this.#dialect.greeting?.(plan);
    if (greeting !== undefined) wire.send(greeting);
    await live.promise;
    return wire;
  }

  /** What one member hears under load. */
  #tally(): Pick<MemberTally, "message" | "ack"> {
    let last = 0;
    return {
      message: (sentUs, seq) => {
        if (last > 0 && seq !== last + 1) this.#disordered++;
        last = seq;
        this.#delivered++;
        this.#latency.add(nowUs() - sentUs);
      },
      ack: (number) => {
        this.#acks++;
        this.#ackLatency.add(nowUs() - this.#sentAtUs[number % timesKept]!);
      },
    };
  }

  /** Sends evenly: whatever is due by now, then the next turn of the loop. At a rate of 0 it listens for as long. */
  async #talk(rate: number, ms: number, contentBytes: number): Promise<void> {
    const templates = new Map<string, MessageTemplate>();
    for (const { room } of this.#members) {
      if (templates.has(room)) continue;
      const wrap = (content: string, number: string) => this.#dialect.message(room, content, number);
      templates.set(room, new MessageTemplate(contentBytes, wrap));
    }
    const start = performance.now();
    const total = Math.round(rate * ms / 1_000);
    if (total === 0) await pause(ms);
    while (this.#sent < total) {
      const due = Math.min(total, Math.ceil((performance.now() - start) * rate / 1_000));
      for (; this.#sent < due; this.#sent++) {
        const { wire, room } = this.#members[this.#sent % this.#members.length]!;
        const at = nowUs();
        this.#sentAtUs[this.#number % timesKept] = at;
        wire.sendFrames(templates.get(room)!.frame(at, this.#number++));
      }
      await pause(1);
    }
  }

  async #drain(): Promise<void> {
    const deadline = performance.now() + drainMsMax;
    let seen = -1;
    this.#lastDeliveryMs = performance.now();
    let quietSince = performance.now();
    while (performance.now() < deadline && performance.now() - quietSince < quietMs) {
      if (this.#delivered + this.#acks !== seen) {
        seen = this.#delivered + this.#acks;
        this.#lastDeliveryMs = quietSince = performance.now();
      }
      await pause(10);
    }
  }
}

/** Microseconds since 1970, the same in every thread to within some of them. */
function nowUs(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1_000);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
