import type { LiveRooms } from "../chat/live_rooms.ts";
import { hasRight } from "../chat/rights.ts";
import { reportGatherMs } from "../limits.ts";
import type { Broker } from "../ports/broker.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Id } from "../protocol/id.ts";
import type { Outgoing } from "./outgoing.ts";
import { frame } from "./server_frames.ts";

export interface ReportBellPorts {
  readonly broker: Pick<Broker, "publish">;
  readonly clock: Clock;
  readonly log: Log;
  readonly rooms: Pick<LiveRooms, "room">;
  /** Users who read the room with this node, each once. */
  readonly readersOf: (room: Id) => ReadonlySet<Id>;
  /** To every session of a user with this node. */
  readonly tell: (user: Id, outgoing: Outgoing) => void;
}

interface Ring {
  /** Whose messages it is about. */
  readonly authors: Set<Id>;
  readonly cancel: Cancel;
}

/**
 * Tells those who may see the reports of a room that there is something new among them: those of this node who read the room,
 * once in `reportGatherMs` however much is reported. Whose message it is about is not told, so that nobody learns that they were
 * reported. A doorbell: it carries nothing, and may be lost.
 */
export class ReportBell {
  readonly #ports: ReportBellPorts;
  readonly #rings = new Map<Id, Ring>();

  constructor(ports: ReportBellPorts) {
    this.#ports = ports;
  }

  /** Something was reported or decided here. */
  ring(room: Id, author: Id): void {
    this.heard(room, author);
    this.#ports.broker.publish({ kind: "reported", room, author });
  }

  /** The same, on whichever node. */
  heard(room: Id, author: Id): void {
    const ring = this.#rings.get(room);
    if (ring !== undefined) return void ring.authors.add(author);
    if (this.#ports.readersOf(room).size === 0) return;
    const authors = new Set([author]);
    const cancel = this.#ports.clock.after(reportGatherMs, () => {
      this.#rings.delete(room);
      this.#tell(room, authors).catch((error) => this.#ports.log.debug("Nobody was told of a report", { room, error }));
    });
    this.#rings.set(room, { authors, cancel });
  }

  stop(): void {
    for (const { cancel } of this.#rings.values()) cancel();
    this.#rings.clear();
  }

  async #tell(room: Id, authors: ReadonlySet<Id>): Promise<void> {
    const { rooms, readersOf, tell } = this.#ports;
    // Whoever reads was judged when they began to; who was forgotten since is not worth asking the store for.
    const moderators = await rooms.room(room).consult([], (state) => {
      return state.known(readersOf(room)).filter((user) => hasRight(state, user, "view_reports"));
    });
    const outgoing = frame({ type: "own", what: "reports", room_id: room });
    for (const user of moderators) {
      if (authors.size > 1 || !authors.has(user)) tell(user, outgoing);
    }
  }
}
