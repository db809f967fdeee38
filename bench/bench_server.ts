import { type ServerProcess, type ServerProcessOptions, startServer } from "../tests/support/server_process.ts";
import { mintToken, numberedId } from "../tests/support/wire_client_token.ts";
import type { MemberPlan } from "./member_plan.ts";

/** Of the tokens of the servers that are measured. */
export const secret = "the benchmark's own secret, of 32 bytes at least";

/**
 * The server as it ships, in a process and a data folder of its own: only the limits of rate are raised, and the secret of
 * the tokens is known, so that thousands of members need not register.
 */
export function startBenchServer(dataDir?: string, more: ServerProcessOptions = {}): Promise<ServerProcess> {
  return startServer({
    ...more,
    ...(dataDir === undefined ? {} : { dataDir }),
    env: {
      JWT_SECRET: secret,
      LIMIT_MESSAGES_PER_SECOND: "0",
      LIMIT_CONNECTIONS_PER_USER: "0",
      LIMIT_AUTH_PER_MINUTE: "0",
      ...more.env,
    },
  });
}

/** Makes the rooms; their ids. */
export async function createRooms(server: ServerProcess, count: number): Promise<string[]> {
  const token = mintToken(secret, { id: numberedId(1), username: "owner" });
  const rooms: string[] = [];
  for (let i = 0; i < count; i++) {
    const response = await fetch(`${server.url}/api/rooms`, {
      method: "POST",
      headers: { "authorization": `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: `bench ${i}` }),
    });
    const text = await response.text();
    if (response.status !== 201) throw new Error(`A room could not be made: ${response.status} ${text}`);
    rooms.push(JSON.parse(text).id);
  }
  return rooms;
}

/** Members of the rooms, dealt to them in turn, each a user with a token. They join when they connect. */
export function planMembers(rooms: readonly string[], perRoom: number): MemberPlan[] {
  return Array.from({ length: rooms.length * perRoom }, (_, i) => ({
    token: mintToken(secret, { id: numberedId(1_000 + i), username: `member${String(i).padStart(6, "0")}` }),
    room: rooms[i % rooms.length]!,
  }));
}
