import type { RoomEvent } from "../../src/protocol/event.ts";
import type { Room } from "../../src/protocol/room.ts";

/** REST as one user, for what a crash run prepares and reads at the end. Rejects on any answer but a success. */
export function createApi(url: string, token: string) {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { "authorization": `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }

  return {
    createRoom: (name: string) => call<Room>("POST", "/api/rooms", { name }),
    join: (room: string) => call<Room>("POST", `/api/rooms/${room}/join`, {}),
    room: (room: string) => call<Room>("GET", `/api/rooms/${room}`),
    /** The whole log of a room, page by page, as history shows it. */
    async log(room: string): Promise<RoomEvent[]> {
      const log: RoomEvent[] = [];
      for (;;) {
        const path = `/api/rooms/${room}/messages?limit=200&after=${log.at(-1)?.seq ?? 0}`;
        const { messages } = await call<{ messages: RoomEvent[] }>("GET", path);
        if (messages.length === 0) return log;
        log.push(...messages);
      }
    },
  };
}

export type Api = ReturnType<typeof createApi>;
