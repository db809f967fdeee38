import type { DialectName } from "./dialects.ts";
import type { MemberPlan } from "./member_plan.ts";

export interface OpenCommand {
  readonly kind: "open";
  readonly port: number;
  readonly members: readonly MemberPlan[];
  /** Upgrades that are under way at once. */
  readonly atOnce: number;
  /** How to speak with the server. */
  readonly dialect: DialectName;
}

export interface LoadCommand {
  readonly kind: "load";
  /** Messages a second, spread evenly over this worker's connections. */
  readonly rate: number;
  readonly seconds: number;
  readonly contentBytes: number;
}

/** `reset`: what was counted is forgotten, so that no thread forgets what the first message of another brought. */
export type Command = OpenCommand | LoadCommand | { readonly kind: "reset" | "close" };

export interface OpenReport {
  readonly kind: "open";
  readonly opened: number;
  readonly ms: number;
  /** Why the first of those failed that did. */
  readonly failure?: string;
}

export interface LoadReport {
  readonly kind: "load";
  readonly sent: number;
  readonly acks: number;
  readonly delivered: number;
  /** Deliveries that did not come in seq order, right after the one before. */
  readonly disordered: number;
  readonly refusals: readonly string[];
  /** Connections that ended during the load. */
  readonly closed: number;
  /** From the first send to the last delivery, milliseconds. */
  readonly ms: number;
  readonly bytes: number;
  readonly latency: Uint32Array;
  readonly ackLatency: Uint32Array;
}

export type Report = OpenReport | LoadReport | { readonly kind: "reset" | "close" };
