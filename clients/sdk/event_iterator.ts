import type { RoomEvent } from "../../src/protocol/event.ts";
import { ApiError } from "./api_error.ts";

/** Events kept for a reader that is busy. Reached: what is kept is still given, then `reader_too_slow` is thrown. */
const bufferedMax = 10_000;

/** What of a room is read. */
export interface EventSource {
  on(name: "event", listener: (event: RoomEvent) => void): () => void;
  on(name: "ended", listener: () => void): () => void;
}

/** The room's events as an async iterator, buffered from the call on. */
export function eventIterator(room: EventSource, signal?: AbortSignal): AsyncGenerator<RoomEvent, void, void> {
  const buffer: RoomEvent[] = [];
  let wake = () => {};
  let isOver = signal?.aborted ?? false;
  let fault: ApiError | undefined;
  const end = () => {
    isOver = true;
    stop.forEach((off) => off());
    wake();
  };
  const stop = [
    room.on("event", (event) => {
      buffer.push(event);
      if (buffer.length >= bufferedMax) {
        fault = new ApiError("reader_too_slow", `${bufferedMax} events were waiting: resume from the last one taken`);
        end();
      }
      wake();
    }),
    room.on("ended", end),
  ];
  signal?.addEventListener("abort", end, { once: true });

  async function* read(): AsyncGenerator<RoomEvent, void, void> {
    try {
      for (;;) {
        const event = buffer.shift();
        if (event !== undefined) yield event;
        else if (fault !== undefined) throw fault;
        else if (isOver) return;
        else await new Promise<void>((resolve) => wake = resolve);
      }
    } finally {
      signal?.removeEventListener("abort", end);
      end();
    }
  }
  return read();
}
