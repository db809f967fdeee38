import type { LiveRooms } from "./chat/live_rooms.ts";
import { gaugeMs } from "./limits.ts";
import type { Broker } from "./ports/broker.ts";
import type { Cancel, Clock } from "./ports/clock.ts";
import type { Meter } from "./ports/meter.ts";
import type { Admission } from "./realtime/admission.ts";
import type { Hub } from "./realtime/hub.ts";
import type { Presence } from "./realtime/presence.ts";
import type { Sessions } from "./realtime/sessions.ts";

export interface WatchPorts {
  readonly live: Pick<LiveRooms, "size">;
  readonly hub: Pick<Hub, "subscriberCount">;
  readonly presence: Pick<Presence, "size" | "nodes">;
  readonly sessions: Pick<Sessions, "size" | "queuedBytes">;
  readonly load: Pick<Admission, "waiting" | "limit">;
  readonly broker: Pick<Broker, "healthy">;
  readonly meter: Meter;
  readonly clock: Clock;
}

/** Reads the gauges now and then, so that keeping them costs nothing on the way of a message. */
export class Watch {
  readonly #ports: WatchPorts;
  #cancel: Cancel | undefined;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
  }

  start(): void {
    const { live, hub, presence, sessions, load, broker, meter, clock } = this.#ports;
    meter.gauge("connections", sessions.size);
    meter.gauge("live_rooms", live.size);
    meter.gauge("subscribers", hub.subscriberCount);
    meter.gauge("presence_people", presence.size);
    meter.gauge("presence_nodes", presence.nodes);
    meter.gauge("queued_bytes", sessions.queuedBytes);
    meter.gauge("broker_healthy", broker.healthy() ? 1 : 0);
    meter.gauge("unanswered", load.waiting);
    meter.gauge("unanswered_max", load.limit);
    this.#cancel = clock.after(gaugeMs, () => this.start());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
