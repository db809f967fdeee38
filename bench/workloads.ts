/** A load under which messages are counted. */
export interface MessageWorkload {
  readonly kind: "messages";
  readonly id: string;
  readonly what: string;
  readonly rooms: number;
  readonly membersPerRoom: number;
  /** Messages a second in all, by those who talk in turn. */
  readonly rate: number;
  /** Members who talk; 0: all do. */
  readonly talkers: number;
}

/** Members who only are there. */
export interface IdleWorkload {
  readonly kind: "idle";
  readonly id: string;
  readonly what: string;
  readonly rooms: number;
  readonly membersPerRoom: number;
}

export type Workload = MessageWorkload | IdleWorkload;

/** So many can send 1,000 messages a second without any of them sending too fast. */
const talkers = 50;

const messages = (
  id: string,
  what: string,
  rooms: number,
  membersPerRoom: number,
  rate: number,
  talkers: number = 0,
): MessageWorkload => ({
  kind: "messages",
  id,
  what,
  rooms,
  membersPerRoom,
  rate,
  talkers,
});

export const workloads: readonly Workload[] = [
  messages("W1", "1,000 members of one room, 400 messages/s", 1, 1_000, 400, talkers),
  messages("W2", "1,000 members of one room, 1,000 messages/s", 1, 1_000, 1_000, talkers),
  messages("W3", "1,000 members of one room, 50 messages/s", 1, 1_000, 50, talkers),
  messages("W4a", "200 rooms of 5, everybody sends, 10,000 messages/s offered", 200, 5, 10_000),
  messages("W4b", "200 rooms of 5, everybody sends, 20,000 messages/s offered", 200, 5, 20_000),
  { kind: "idle", id: "W5", what: "10,000 idle members, 100 rooms of 100", rooms: 100, membersPerRoom: 100 },
  messages("W6", "two members of an idle room, a message every 50 ms", 1, 2, 20),
];
