/** Names and labels are fixed here, so that nothing a user sends can become a label. */
export type Counter =
  | "messages_in"
  | "messages_out"
  | "append_conflicts"
  | "append_duplicates"
  | "append_unknown"
  | "store_errors"
  | "gaps_filled"
  | "events_carried"
  | "events_read"
  | "forwards"
  | "forwards_failed"
  | "forwarded_in"
  | "presence_slices"
  | "presence_expired"
  | "slow_consumers"
  | "push_sent"
  | "push_gone"
  | "push_failed"
  | "push_dropped"
  | "digests_sent"
  | "digests_failed"
  | "session_errors"
  | "broker_sent"
  | "broker_heard"
  | "broker_dropped"
  | "broker_ignored"
  | "broker_forged"
  | "broker_connections"
  | "search_indexed"
  | "links_found"
  | "links_without";

export type Gauge =
  | "connections"
  | "live_rooms"
  | "subscribers"
  | "presence_people"
  | "presence_nodes"
  | "queued_bytes"
  | "unanswered"
  | "unanswered_max"
  | "broker_nodes"
  | "degraded"
  | "broker_healthy"
  | "search_behind";

/** Seconds, or a count for `append_batch`. */
export type Histogram =
  | "append_seconds"
  | "delivery_seconds"
  | "append_batch"
  | "flush_seconds"
  | "store_seconds"
  | "loop_lag_seconds"
  | "broker_echo_seconds";

/** What the engine reports of itself. Laws: never throws; cheap enough for every event. */
export interface Meter {
  count(name: Counter, by?: number): void;
  /** A refusal, by code of the error catalogue or of a close. */
  refuse(code: string): void;
  gauge(name: Gauge, value: number): void;
  /** `call`: which one it was, for those that differ, in the words of the code. */
  observe(name: Histogram, value: number, call?: string): void;
}

/** A meter that keeps nothing. */
export const silentMeter: Meter = { count() {}, refuse() {}, gauge() {}, observe() {} };
