import type { RoomEvent } from "../../src/protocol/event.ts";
import type { Room } from "../../src/protocol/room.ts";

/** How often a temporary refusal (503) is taken for one, and the pause before the next attempt, milliseconds. */
const attemptsMax = 60;
const pauseMs = 100;

/** REST as one user, for what a crash run prepares and reads at the end. Rejects on any lasting answer but a success. */
export function createApi(url: string, token: string) {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    for (let attempt = 1;; attempt++) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { "authorization": `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text) as T;
      if (response.status !== 503 || attempt === attemptsMax) {
        throw new Error(`${method} ${path} was answered ${response.status} ${text}`);
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  return {
    /** Makes an account. */
    register: (username: string) =>
      call<{ readonly id: string }>("POST", "/api/auth/register", {
        ...{ username, email: `${username}@example.com`, password: "correct horse" },
      }),
    makeModerator: (room: string, user: string) =>
      call<unknown>("PUT", `/api/rooms/${room}/members/${user}/role`, { role: "moderator" }),
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
