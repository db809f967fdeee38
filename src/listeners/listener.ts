import type { RequestEnv } from "../http/app_env.ts";
import type { UpgradeDeps } from "../http/upgrade.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Meter } from "../ports/meter.ts";
import type { Gate } from "../realtime/gate.ts";

/** What a listener serves, and what it needs to serve it. */
export interface ListenerDeps extends Pick<UpgradeDeps, "tokens" | "corsOrigins" | "random"> {
  /** How many proxies stand before the server and append to `X-Forwarded-For`; absent: none is believed. */
  readonly trustProxyHops?: number;
  /** The REST surface: everything but the upgrade. */
  fetch(request: Request, env: RequestEnv): Response | Promise<Response>;
  readonly gate: Gate;
  readonly log: Log;
  readonly meter: Meter;
  readonly clock: Clock;
}

/** Where to listen. */
export interface ListenAt {
  /** A name or an address of this machine. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** A listener that is listening. */
export interface Listener {
  /** Where it really listens: with port 0, the port that was free. */
  readonly address: ListenAt;
  /**
   * New connections are refused from now on, by the machine where it can be told to, else with 503 `draining`; those that
   * are there live on.
   */
  stopAccepting(): void;
  /**
   * Stops accepting, says 1001 to every connection and resolves when all are over and requests answered, or cut off after
   * `closeHandshakeMs`. Repeating it gives the same promise.
   */
  close(): Promise<void>;
}
