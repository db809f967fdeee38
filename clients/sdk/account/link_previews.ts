import type { Id } from "../../../src/protocol/id.ts";
import type { LinkPreview } from "../../../src/protocol/link_preview.ts";
import type { ParleyClient } from "../client.ts";
import { Cell, type Observable } from "../observable.ts";

/** Where the links of a message lead. */
export interface LinkPreviewsSnapshot {
  readonly previews: readonly LinkPreview[];
  readonly status: "loading" | "ready";
}

/** Asked for at once: the server may take seconds, and browsers have few connections to it. */
const atOnce = 2;
/** Messages of which it is remembered. */
const keptMax = 500;

const loading: LinkPreviewsSnapshot = { previews: [], status: "loading" };
const none: LinkPreviewsSnapshot = { previews: [], status: "ready" };
const nothing = new Cell(none);

/** Where links lead, asked for once for each text that a message has had. */
export class LinkPreviews {
  readonly #client: Pick<ParleyClient, "api">;
  readonly #known = new Map<string, Cell<LinkPreviewsSnapshot>>();
  readonly #waiting: (() => Promise<void>)[] = [];
  #busy = 0;

  constructor(client: Pick<ParleyClient, "api">) {
    this.#client = client;
  }

  /** Those of a message that says this now; asks for them where they are not known. */
  of(room: Id, seq: number, content: string): Observable<LinkPreviewsSnapshot> {
    if (!/https?:\/\//i.test(content)) return nothing;
    const key = `${room}/${seq}/${content}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const cell = new Cell(loading);
    this.#known.set(key, cell);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= keptMax) break;
      this.#known.delete(oldest);
    }
    this.#waiting.push(async () => {
      try {
        cell.set({ ...await this.#client.api.messages.previews(room, seq), status: "ready" });
      } catch {
        // Without them, and asked for again where it is shown anew.
        this.#known.delete(key);
        cell.set(none);
      }
    });
    this.#next();
    return cell;
  }

  close(): void {
    this.#waiting.length = 0;
  }

  #next(): void {
    const ask = this.#busy < atOnce ? this.#waiting.shift() : undefined;
    if (ask === undefined) return;
    this.#busy++;
    void ask().finally(() => {
      this.#busy--;
      this.#next();
    });
  }
}
