import type { PresenceSnapshot, RoomModel, RoomSnapshot, TimelineSnapshot } from "../../sdk/mod.ts";
import type { Person } from "../../sdk/mod.ts";
import { Viewport } from "./viewport.ts";

/** The room that is on the screen: watched as long as it is. */
export class OpenRoom {
  readonly model: RoomModel;
  readonly viewport = new Viewport();
  readonly #stops: readonly (() => void)[];
  /** What was asked for at the top of what is loaded: done when there is more. */
  #wanted: { readonly columns: number; readonly rows: number; readonly by: number; readonly first: string } | undefined;

  /** @param changed Something of it is to be drawn anew. */
  constructor(model: RoomModel, changed: () => void) {
    this.model = model;
    this.#stops = [
      model.messages.subscribe(() => {
        this.#scrollOn();
        changed();
      }),
      ...[model.snapshot, model.presence.snapshot, model.typing.snapshot].map((part) => part.subscribe(changed)),
    ];
  }

  get timeline(): TimelineSnapshot {
    return this.model.messages.get();
  }

  get room(): RoomSnapshot {
    return this.model.snapshot.get();
  }

  get presence(): PresenceSnapshot {
    return this.model.presence.snapshot.get();
  }

  get typing(): readonly Person[] {
    return this.model.typing.snapshot.get();
  }

  /** Moves by rows, up with a positive number; at either end of what is loaded, more is asked for. */
  scroll(columns: number, rows: number, by: number): Promise<void> {
    const { timeline, viewport } = this;
    const wasAtTop = viewport.show(timeline, columns, rows).isAtTop;
    const first = timeline.items[0]?.key;
    this.#wanted = by > 0 && wasAtTop && timeline.hasOlder && first !== undefined
      ? { columns, rows, by, first }
      : undefined;
    viewport.scroll(timeline, columns, rows, by);
    this.model.timeline.follow(viewport.isFollowing && !timeline.hasNewer);
    // A screen ahead, so that who reads on does not wait.
    if (by > 0 && viewport.show(timeline, columns, 2 * rows).isAtTop) return this.loadOlder();
    if (by < 0 && viewport.isFollowing && timeline.hasNewer) return this.model.timeline.loadNewer();
    return Promise.resolve();
  }

  #scrollOn(): void {
    const wanted = this.#wanted;
    if (wanted === undefined || this.timeline.items[0]?.key === wanted.first) return;
    this.#wanted = undefined;
    this.viewport.scroll(this.timeline, wanted.columns, wanted.rows, wanted.by);
  }

  loadOlder(): Promise<void> {
    const { hasOlder, isLoading } = this.timeline;
    return hasOlder && !isLoading ? this.model.timeline.loadOlder() : Promise.resolve();
  }

  /** What is shown counts as read, when the newest of it is in sight. */
  markRead(): void {
    const { items, hasNewer } = this.timeline;
    if (!this.viewport.isFollowing || hasNewer) return;
    const seq = items.findLast(({ seq }) => seq !== undefined)?.seq;
    if (seq !== undefined) this.model.markRead(seq);
  }

  /** Nobody looks any more: what comes is unread, and will be marked. */
  leave(): void {
    if (this.viewport.isFollowing) this.model.timeline.leaveMark();
  }

  close(): void {
    this.leave();
    this.model.typing.stop();
    for (const stop of this.#stops) stop();
  }
}
