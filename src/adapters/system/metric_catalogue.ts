import type { Counter, Gauge, Histogram } from "../../ports/meter.ts";

/** What Prometheus shows beside each name; the type says that none was forgotten. */
export const counterHelp: Record<Counter, string> = {
  messages_in: "Messages that came over sockets, whatever became of them.",
  messages_out: "Events written to connections.",
  append_conflicts: "Appends that another writer of the room was ahead of.",
  append_duplicates: "Messages sent again that were in the log already.",
  append_unknown: "Appends whose outcome had to be read back.",
  store_errors: "Calls of the store that failed.",
  gaps_filled: "Gaps of a room that were read from the store.",
  events_carried: "Events of other nodes that a signal carried, so that they were not read.",
  events_read: "Events of other nodes that were read from the store.",
  forwards: "Batches handed to the node that wrote to the room last.",
  forwards_failed: "Batches handed over of which not all were written in time.",
  forwarded_in: "Messages that other nodes handed over to this one.",
  presence_slices: "Times this node told others of everybody who is connected to it.",
  presence_expired: "Nodes that were not heard of any more, so that those connected to them count as gone.",
  slow_consumers: "Connections closed because their peer did not read.",
  push_sent: "Notifications that push services took.",
  push_gone: "Notifications for browsers that are not subscribed any more; they are forgotten.",
  push_failed: "Notifications that were not sent after all tries, and rounds that failed.",
  push_dropped: "Notifications given up because too many waited.",
  digests_sent: "Mails about what somebody missed that a mail server took.",
  digests_failed: "The same that none took, and rounds that failed.",
  session_errors: "Sessions ended by a fault of the server.",
  broker_sent: "Signals handed to the broker.",
  broker_heard: "Signals of other nodes that arrived.",
  broker_dropped: "Signals given up because the broker did not take them.",
  broker_ignored: "Texts from the broker that are no signals.",
  broker_forged: "Texts from the broker that no node with this JWT_SECRET has signed.",
  broker_connections: "Connections made to the broker: the first, and each that followed a lost one.",
  search_indexed: "Entries of logs that were taken into the index of messages.",
  links_found: "Links of messages that were looked at and have a preview.",
  links_without: "Links of messages that were looked at and have none.",
};

export const gaugeHelp: Record<Gauge, string> = {
  connections: "Live connections.",
  live_rooms: "Rooms held in memory.",
  subscribers: "Subscriptions of live sessions to rooms.",
  presence_people: "People who are in a room, counted once for each room, on all nodes.",
  presence_nodes: "Other nodes that tell of people.",
  queued_bytes: "Bytes accepted for connections that their sockets have not taken.",
  unanswered: "Messages accepted and not yet answered.",
  unanswered_max: "Messages that may be so before more are refused as overloaded.",
  degraded: "1 while the store does not answer and nothing is delivered, else 0.",
  broker_healthy: "1 while the node hears itself through the broker, else 0: then it polls.",
  broker_nodes: "Nodes heard of through the broker, this one included; 0: none, or no broker.",
  search_behind: "Entries of logs that the index of messages lacks, as far as this node knows.",
};

export const histogramHelp: Record<Histogram, string> = {
  append_seconds: "From a message's arrival at its room to its being durable, seconds.",
  delivery_seconds: "From a message's being durable to its write to this node's readers, seconds.",
  append_batch: "Events in one append.",
  flush_seconds: "Time it took to hand what waited to all connections, seconds.",
  store_seconds: "Time a call of the store took, by its name, seconds.",
  loop_lag_seconds: "How late the event loop runs its timers, seconds.",
  broker_echo_seconds: "Time a node's own signal took through the broker and back, seconds.",
};

/** Prometheus wants the unit at the end of a name. */
export const histogramName: Record<Histogram, string> = {
  append_seconds: "append_seconds",
  delivery_seconds: "delivery_seconds",
  append_batch: "append_batch_events",
  flush_seconds: "flush_seconds",
  store_seconds: "store_seconds",
  loop_lag_seconds: "loop_lag_seconds",
  broker_echo_seconds: "broker_echo_seconds",
};

const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const lag = [0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.25, 0.5, 1];
const short = [0.000_01, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1];

export const histogramBuckets: Record<Histogram, readonly number[]> = {
  append_seconds: seconds,
  delivery_seconds: seconds,
  append_batch: [1, 2, 4, 8, 16, 32, 64, 128],
  flush_seconds: short,
  store_seconds: seconds,
  loop_lag_seconds: lag,
  broker_echo_seconds: seconds,
};
