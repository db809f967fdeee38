/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { RoomModel, TimelineItem, TimelineSnapshot } from "../sdk/mod.ts";
import { element, linked } from "./element.ts";
import type { Labels } from "./labels.ts";

/** Nearer to the end than this, the reader is at the end, pixels. */
const nearEnd = 48;

/** The messages of a room, the newest at the end, where the reader stays unless he has scrolled away. */
export class MessageList {
  readonly root: HTMLElement;
  readonly #list: HTMLElement;
  readonly #earlier: HTMLButtonElement;
  readonly #empty: HTMLElement;
  readonly #labels: Labels;
  readonly #me: string;
  readonly #room: RoomModel;
  #shown = new Map<string, { readonly item: TimelineItem; readonly row: HTMLElement }>();

  constructor(room: RoomModel, me: string, labels: Labels) {
    this.#room = room;
    this.#me = me;
    this.#labels = labels;
    this.#list = element("ol");
    this.#empty = element("p", { class: "empty" }, labels.empty);
    this.#earlier = element("button", { type: "button", class: "earlier", hidden: true }, labels.earlier);
    this.#earlier.addEventListener("click", () => void room.timeline.loadOlder());
    this.root = element(
      "div",
      { class: "log", role: "log", "aria-label": labels.messages, tabindex: "0" },
      this.#earlier,
      this.#empty,
      this.#list,
    );
  }

  show({ items, hasOlder, status }: TimelineSnapshot): void {
    const { root } = this;
    const fromEnd = root.scrollHeight - root.scrollTop;
    const isAtEnd = fromEnd - root.clientHeight < nearEnd;
    const messages = items.filter(({ kind }) => kind === "message");
    const former = this.#shown;
    this.#shown = new Map(messages.map((item) => {
      const known = former.get(item.key);
      return [item.key, known?.item === item ? known : { item, row: this.#row(item) }];
    }));
    this.#arrange([...this.#shown.values()].map(({ row }) => row));
    this.#earlier.hidden = !hasOlder;
    this.#empty.hidden = status !== "ready" || messages.length > 0;
    // What comes above must not move what is read.
    root.scrollTop = isAtEnd ? root.scrollHeight : root.scrollHeight - fromEnd;
  }

  scrollToEnd(): void {
    this.root.scrollTop = this.root.scrollHeight;
  }

  /** Only rows that are new or elsewhere are touched: screen readers are told of those alone. */
  #arrange(rows: readonly HTMLElement[]): void {
    const wanted = new Set<Node>(rows);
    for (const row of [...this.#list.children]) if (!wanted.has(row)) row.remove();
    rows.forEach((row, at) => {
      const there = this.#list.children[at];
      if (there !== row) this.#list.insertBefore(row, there ?? null);
    });
  }

  #row(item: TimelineItem): HTMLElement {
    const isMine = item.user.id === this.#me;
    const name = element(
      "span",
      { class: isMine ? "name quiet" : "name" },
      element("bdi", {}, isMine ? this.#labels.you : item.user.name),
    );
    const time = element("time", { datetime: item.timestamp }, timeText(item.timestamp));
    const text = item.isDeleted
      ? element("p", { class: "text gone" }, this.#labels.deleted)
      : element("p", { class: "text", dir: "auto" }, ...linked(item.content));
    const row = element(
      "li",
      { class: `${isMine ? "mine" : "theirs"} ${item.state}` },
      name,
      text,
      element("span", { class: "fate" }, time),
    );
    const fate = row.lastElementChild!;
    if (item.editedAt !== undefined) fate.append(` (${this.#labels.edited})`);
    if (item.state === "pending") fate.replaceChildren(this.#labels.pending);
    if (item.state === "failed") fate.replaceChildren(this.#labels.failed, " ", this.#retry(item));
    return row;
  }

  #retry({ clientId }: TimelineItem): HTMLElement {
    const retry = element("button", { type: "button" }, this.#labels.retry);
    retry.addEventListener("click", () => clientId !== undefined && this.#room.retry(clientId));
    return retry;
  }
}

function timeText(timestamp: string): string {
  const time = new Date(timestamp);
  const isToday = time.toDateString() === new Date().toDateString();
  return time.toLocaleString(undefined, { ...(!isToday && { dateStyle: "medium" }), timeStyle: "short" });
}
