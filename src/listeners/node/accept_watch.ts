import { connect, type Socket } from "node:net";
import { acceptCheckMs, acceptMsMax } from "../../limits.ts";
import type { Cancel, Clock } from "../../ports/clock.ts";

export interface AcceptWatchDeps {
  readonly clock: Clock;
  /** Where to knock. */
  readonly address: () => { readonly host: string; readonly port: number };
  /** Others listen at the same address: who opens to a knock may be one of them. */
  readonly shared: boolean;
  /** The process has no descriptor left. */
  exhausted(): void;
  /** Nobody has opened for `acceptMsMax`. */
  deaf(): void;
}

/**
 * Knocks at the own door. The runtime stops accepting for good, and says nothing, once it had no descriptor for a peer:
 * only from outside can that be seen. A listener that has accepted somebody since the last look need not be asked.
 */
export class AcceptWatch {
  readonly #deps: AcceptWatchDeps;
  #cancel: Cancel | undefined;
  #knock: Socket | undefined;
  #knockPort: number | undefined;
  #heard = false;
  /** There was no descriptor to knock with: then there was none to accept with. */
  #exhausted = false;

  constructor(deps: AcceptWatchDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#cancel = this.#deps.clock.after(acceptCheckMs, () => {
      if (this.#heard && !this.#exhausted) return this.#again();
      this.#ask();
    });
  }

  /** The listener has accepted a peer: any will do, the own knock too, which is to be dropped. */
  accepted(remotePort: number | undefined): "peer" | "knock" {
    this.#heard = true;
    return remotePort !== undefined && remotePort === this.#knockPort ? "knock" : "peer";
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#knock?.destroy();
  }

  #again(): void {
    this.#heard = false;
    this.start();
  }

  #ask(): void {
    const { clock, address, shared, exhausted, deaf } = this.#deps;
    const { host, port } = address();
    const knock = this.#knock = connect({ host: reachable(host), port });
    let failed = false;
    knock.on("connect", () => this.#knockPort = knock.localPort);
    knock.on("error", (error) => {
      failed = true;
      if (!("code" in error) || (error.code !== "EMFILE" && error.code !== "ENFILE")) return;
      this.#exhausted = true;
      exhausted();
    });
    this.#cancel = clock.after(acceptMsMax, () => {
      knock.destroy();
      this.#knock = this.#knockPort = undefined;
      // A knock that did not get as far as the door tells nothing of it.
      if (!failed && (this.#exhausted || !this.#heard && !shared)) {
        this.#exhausted = false;
        deaf();
      }
      this.#again();
    });
  }
}

/** An address that is every address of the machine is none to connect to. */
function reachable(host: string): string {
  return host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
}
