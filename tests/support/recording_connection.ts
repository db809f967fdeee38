import type { Connection } from "../../src/realtime/connection.ts";
import type { Outgoing } from "../../src/realtime/outgoing.ts";

/** Frames as a client reads them, each with whatever fields it has. */
export interface Frame {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A connection whose peer takes everything at once, or nothing at all, and remembers what came. */
export class RecordingConnection implements Connection {
  /** One entry a write. */
  readonly writes: Outgoing[] = [];
  bufferedBytes = 0;
  /** The peer does not read: what is written stays in `bufferedBytes`. */
  stuck = false;
  pings = 0;
  closedWith: { readonly code: number; readonly reason: string } | undefined;
  terminated = false;

  write(outgoing: Outgoing): void {
    if (this.over) throw new Error("Written to after its end");
    this.writes.push(outgoing);
    if (this.stuck) this.bufferedBytes += outgoing.frames.length;
  }

  ping(): void {
    this.pings++;
  }

  close(code: number, reason: string): void {
    if (this.over) throw new Error("Closed twice");
    this.closedWith = { code, reason };
  }

  terminate(): void {
    if (this.terminated) throw new Error("Terminated twice");
    this.terminated = true;
  }

  get over(): boolean {
    return this.closedWith !== undefined || this.terminated;
  }

  /** The peer reads again and takes all that waits. */
  drain(): void {
    this.stuck = false;
    this.bufferedBytes = 0;
  }

  get frames(): Frame[] {
    return this.writes.flatMap(({ texts }) => texts.map((text) => JSON.parse(text) as Frame));
  }

  /** Those of this type; `events`: those of the log. */
  of(type: string): Frame[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  /** The seqs of the events of the log, as they came. */
  get seqs(): number[] {
    return this.frames.filter(({ type }) => type === "text" || type === "system").map(({ seq }) => Number(seq));
  }

  get contents(): unknown[] {
    return this.frames.filter(({ type }) => type === "text" || type === "system").map(({ content }) => content);
  }

  forget(): void {
    this.writes.length = 0;
  }
}
