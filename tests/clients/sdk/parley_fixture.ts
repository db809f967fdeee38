import assert from "node:assert/strict";
import {
  type Account,
  type ClientStore,
  createMemoryStore,
  type Observable,
  Parley,
  type ParleyOptions,
  type RoomModel,
  type TimelineItem,
} from "../../../clients/sdk/mod.ts";
import { FakeServer, other, roomId } from "./fake_server.ts";

/** A whole client of a {@link FakeServer}. */
export interface ParleyFixture {
  readonly server: FakeServer;
  readonly store: ClientStore;
  readonly parley: Parley;
  readonly tick: (ms: number) => Promise<void>;
  readonly account: () => Account;
  readonly model: () => RoomModel;
  /** The contents shown, own and others', each with its state when it is not `sent`. */
  readonly shown: () => string[];
}

export async function parleyFixture(
  options: Partial<ParleyOptions> = {},
  server = new FakeServer(),
  store: ClientStore = createMemoryStore(),
): Promise<ParleyFixture> {
  const environment = { ...server.environment(), report: (error: unknown) => assert.fail(String(error)) };
  const parley = new Parley({ url: "http://parley.test", token: "token", environment, store, ...options });
  const starting = parley.start();
  await server.clock.tick(200);
  await starting;
  await server.clock.tick(200);
  const account = () => {
    const account = parley.account.get();
    assert.ok(account !== undefined, "somebody is logged in");
    return account;
  };
  const model = () => account().room(roomId);
  return {
    ...{ server, store, parley, account, model },
    tick: (ms) => server.clock.tick(ms),
    shown: () => model().messages.get().items.map(textOf),
  };
}

/** The same with the room open, and so many messages of somebody else in it. */
export async function openRoom(messages: number, options: Partial<ParleyOptions> = {}): Promise<
  ParleyFixture & { readonly close: () => Promise<void> }
> {
  const server = new FakeServer();
  server.room();
  for (let seq = 1; seq <= messages; seq++) server.append(`m${seq}`, undefined, roomId, other);
  const made = await parleyFixture(options, server);
  const stop = watch(made.model().messages);
  await made.tick(200);
  return {
    ...made,
    close: async () => {
      stop();
      await made.parley.close();
    },
  };
}

/** Looks at a value as a screen does, without doing anything. */
export function watch(observable: Observable<unknown>): () => void {
  return observable.subscribe(() => {});
}

export function textOf({ content, state }: TimelineItem): string {
  return state === "sent" ? content : `${content} (${state})`;
}

/** `m<from>` to `m<to>`. */
export function texts(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => `m${from + at}`);
}
