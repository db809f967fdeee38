import { ApiError, asApiError } from "./api_error.ts";
import { backoff } from "./backoff.ts";
import { closeAction } from "./close_action.ts";
import type { Cancel, Environment } from "./environment.ts";
import { Link, type LinkTarget } from "./link.ts";
import type { Timing } from "./timing.ts";

export type ConnectionState =
  /** `connect()` was not called yet. */
  | { readonly status: "idle" }
  /** Attempt number `attempt` since the last stable connection, from 0. */
  | { readonly status: "connecting"; readonly attempt: number }
  | { readonly status: "open" }
  /** Not connected; tries again by itself in `retryInMs`. */
  | {
    readonly status: "waiting";
    readonly attempt: number;
    readonly retryInMs: number;
    readonly reason: string;
    readonly error?: ApiError;
  }
  /** Over until `connect()` is called again. With an error: something must change first. */
  | { readonly status: "closed"; readonly reason: string; readonly error?: ApiError };

export interface ConnectorOptions {
  readonly environment: Environment;
  readonly timing: Timing;
  /** Where to connect, with fresh credentials. Asked before each attempt. */
  target(signal: AbortSignal): Promise<LinkTarget>;
  /** Gets a new token; `false`: there is none to be had. */
  renew(): Promise<boolean>;
  opened(link: Link): void;
  /** The link that was opened is gone. */
  lost(): void;
  frame(value: unknown): void;
  garbled(error: unknown): void;
  changed(state: ConnectionState): void;
}

/** Keeps one link to the server: connects, waits, comes back, gives up. */
export class Connector {
  readonly #options: ConnectorOptions;
  #state: ConnectionState = { status: "idle" };
  #link: Link | undefined;
  #attempt = 0;
  /** Distinguishes this attempt from those given up: an answer to an earlier one is ignored. */
  #generation = 0;
  #cancelTimer: Cancel = () => {};
  #ending = new AbortController();
  /** The server asked to stay away until then (monotonic milliseconds). */
  #notBefore = 0;
  #hasRenewed = false;

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  start(): void {
    if (this.#state.status !== "idle" && this.#state.status !== "closed") return;
    this.#attempt = 0;
    this.#hasRenewed = false;
    this.#notBefore = 0;
    this.#connect();
  }

  /** Ends it for good, until `start()`. */
  stop(reason: string, error?: ApiError): void {
    if (this.#state.status === "closed") return;
    this.#leave();
    this.#change(error === undefined ? { status: "closed", reason } : { status: "closed", reason, error });
  }

  /** The network or the page may have come back: look now, unless the server asked to wait. */
  wake(): void {
    if (this.#state.status === "open") this.#link?.probe();
    if (this.#state.status !== "waiting" || this.#now() < this.#notBefore) return;
    this.#cancelTimer();
    this.#connect();
  }

  /** Gives the link up and comes back after a backoff. */
  restart(reason: string): void {
    if (this.#state.status === "open") this.#wait(reason);
  }

  /** The server is going away: what is under way may still end, then the client comes back after `delayMs`. */
  drain(delayMs: number): void {
    if (this.#state.status !== "open" || this.#now() < this.#notBefore) return;
    this.#notBefore = this.#now() + delayMs;
    this.#cancelTimer();
    this.#cancelTimer = this.#options.environment.after(delayMs, () => {
      this.#leave();
      this.#connect();
    });
  }

  #now(): number {
    return this.#options.environment.monotonic();
  }

  #change(state: ConnectionState): void {
    this.#state = state;
    this.#options.changed(state);
  }

  /** Forgets the link and every answer under way. */
  #leave(): void {
    this.#generation++;
    this.#cancelTimer();
    this.#ending.abort();
    const link = this.#link;
    this.#link = undefined;
    link?.drop();
    if (this.#state.status === "open") this.#options.lost();
  }

  #connect(): void {
    const generation = ++this.#generation;
    this.#change({ status: "connecting", attempt: this.#attempt });
    if (generation !== this.#generation) return;
    this.#ending = new AbortController();
    this.#options.target(this.#ending.signal).then(
      (target) => {
        if (generation === this.#generation) this.#open(target);
      },
      (error: unknown) => {
        if (generation === this.#generation) this.#failed(asApiError(error));
      },
    ).catch(this.#options.environment.report);
  }

  #open(target: LinkTarget): void {
    const { environment, timing } = this.#options;
    try {
      const link = new Link(target, environment, timing, {
        opened: () => {
          this.#cancelTimer = environment.after(timing.stableMs, () => {
            this.#attempt = 0;
            this.#hasRenewed = false;
          });
          this.#change({ status: "open" });
          if (this.#link === link) this.#options.opened(link);
        },
        frame: (value) => this.#options.frame(value),
        garbled: (error) => this.#options.garbled(error),
        closed: (code, reason) => this.#closed(code, reason),
      });
      this.#link = link;
    } catch (cause) {
      // The class refuses the address itself: another attempt would end the same way.
      this.stop("the address is refused", new ApiError("network", `Cannot open ${redacted(target.url)}`, { cause }));
    }
  }

  #closed(code: number, reason: string): void {
    // No close frame came: runtimes say 1006 or 0 for it.
    const isBroken = code === 1006 || code === 0;
    const why = reason !== "" ? reason : isBroken ? "the connection broke" : `closed with ${code}`;
    switch (closeAction(code)) {
      case "retry":
        return this.#wait(why);
      case "renew":
        return this.#renew(why, new ApiError("unauthorized", why));
      case "stop":
        return this.stop(why, new ApiError(code === 4403 ? "forbidden" : "closed", `${why} (${code})`));
    }
  }

  #failed(error: ApiError): void {
    if (error.code === "unauthorized") return this.#renew(error.message, error);
    if (error.status === 403) return this.stop(error.message, error);
    this.#wait(error.message, error);
  }

  /** Asks for a new token, at once the first time; when that one is refused too, with the backoff of any failure. */
  #renew(reason: string, error: ApiError): void {
    if (this.#hasRenewed) return this.#wait(reason, error);
    this.#leave();
    this.#hasRenewed = true;
    const generation = this.#generation;
    this.#change({ status: "connecting", attempt: this.#attempt });
    this.#options.renew().then(
      (isRenewed) => {
        if (generation !== this.#generation) return;
        if (isRenewed) this.#connect();
        else this.stop(reason, error);
      },
      (fault: unknown) => {
        if (generation === this.#generation) this.#wait(reason, asApiError(fault));
      },
    ).catch(this.#options.environment.report);
  }

  #wait(reason: string, error?: ApiError): void {
    this.#leave();
    // The failure after a renewal that did not help starts the next one over.
    if (error !== undefined) this.#hasRenewed = false;
    const { environment } = this.#options;
    const asked = Math.max(error?.retryAfterMs ?? 0, this.#notBefore - this.#now());
    this.#notBefore = this.#now() + asked;
    const retryInMs = asked + backoff(this.#attempt, environment.random);
    this.#cancelTimer = environment.after(retryInMs, () => this.#connect());
    const state = { status: "waiting", attempt: this.#attempt, retryInMs, reason } as const;
    this.#attempt++;
    this.#change(error === undefined ? state : { ...state, error });
  }
}

/** An address without its query, which may hold a token. */
function redacted(url: string): string {
  return url.split("?")[0] ?? "";
}
