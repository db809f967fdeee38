import {
  type ClientOptions,
  type ConnectionState,
  ParleyClient,
  type Room,
  type RoomEvent,
} from "../../../clients/sdk/mod.ts";
import { FakeServer, roomId } from "./fake_server.ts";

export interface Fixture {
  readonly server: FakeServer;
  readonly client: ParleyClient;
  readonly states: ConnectionState[];
  /** Lets the false clock run. */
  tick(ms: number): Promise<void>;
  /** The statuses so far, and forgets them. */
  statuses(): string[];
}

/** A client of a {@link FakeServer}, not connected yet. */
export function fixture(options: Partial<ClientOptions> = {}): Fixture {
  const server = new FakeServer();
  const client = new ParleyClient({
    url: "http://parley.test",
    token: "token",
    environment: server.environment(),
    ...options,
  });
  const states: ConnectionState[] = [];
  client.on("state", (state) => states.push(state));
  return {
    server,
    client,
    states,
    tick: (ms) => server.clock.tick(ms),
    statuses: () => states.splice(0).map(({ status }) => status),
  };
}

/** The same, connected. */
export async function connected(options: Partial<ClientOptions> = {}): Promise<Fixture> {
  const made = fixture(options);
  const open = made.client.connect();
  await made.tick(20);
  await open;
  made.statuses();
  return made;
}

/** The same, with the room subscribed, and what it delivers. */
export async function subscribed(
  options: Partial<ClientOptions> = {},
): Promise<Fixture & { readonly room: Room; readonly events: RoomEvent[]; readonly seqs: () => number[] }> {
  const made = await connected(options);
  const room = made.client.room(roomId);
  const events: RoomEvent[] = [];
  room.on("event", (event) => events.push(event));
  const standing = room.subscribe();
  await made.tick(20);
  await standing;
  return { ...made, room, events, seqs: () => events.map(({ seq }) => seq) };
}

export interface Standing<Value> {
  value: Value | undefined;
  error: unknown;
  isSettled: boolean;
}

/** How a promise stands, without waiting for it. */
export function watch<Value>(promise: Promise<Value>): Standing<Value> {
  const standing: Standing<Value> = { value: undefined, error: undefined, isSettled: false };
  promise.then(
    (value) => Object.assign(standing, { value, isSettled: true }),
    (error: unknown) => Object.assign(standing, { error, isSettled: true }),
  );
  return standing;
}
