import type { Tally } from "./event_scanner.ts";
import type { MemberPlan } from "./member_plan.ts";

/** What one connection of the load client tells of what it heard. */
export interface MemberTally extends Tally {
  /** The member is connected, joined, and gets from now on what is sent. */
  live(): void;
}

/** Who listens on one connection. */
export interface Ears {
  /**
   * The payload of one frame: `bytes[start, end)`, valid during the call only. Answers what has to be said to that, if
   * anything has: the next step of joining, or the answer to a heartbeat.
   */
  hear(bytes: Uint8Array, start: number, end: number): string | undefined;
}

/** How the load client speaks with one kind of server, as that server's own clients do. */
export interface Dialect {
  upgrade(member: MemberPlan): { readonly path: string; readonly protocol?: string };
  /** What is said first, once the upgrade is answered. */
  greeting?(member: MemberPlan): string;
  /** The text that sends a content; `number` has nine digits and comes back in the acknowledgement, where there is one. */
  message(room: string, content: string, number: string): string;
  ears(tally: MemberTally, member: MemberPlan): Ears;
}
