import assert from "node:assert/strict";
import { render, type Screen } from "./render.ts";
import type { ReactNode } from "react";
import { Parley, ParleyProvider } from "../../../clients/react/mod.ts";
import { createMemoryStore, createSoleTab } from "../../../clients/sdk/mod.ts";
import { FakeServer, other, roomId } from "../sdk/fake_server.ts";

export interface Stage {
  readonly server: FakeServer;
  readonly client: Parley;
  readonly screen: Screen;
  readonly tick: (ms?: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A component over a scripted server, with somebody logged in unless there is no token. */
export async function stage(node: ReactNode, { messages = 0, isLoggedIn = true } = {}): Promise<Stage> {
  const server = new FakeServer();
  server.room();
  for (let seq = 1; seq <= messages; seq++) server.append(`m${seq}`, undefined, roomId, other);
  const environment = { ...server.environment(), report: (error: unknown) => assert.fail(String(error)) };
  const client = new Parley({
    ...{ url: "http://parley.test", environment, store: createMemoryStore(), tabs: createSoleTab },
    ...(isLoggedIn ? { token: "token" } : {}),
  });
  const screen = await render(<ParleyProvider client={client}>{node}</ParleyProvider>);
  const tick = (ms = 200) => screen.does(() => server.clock.tick(ms));
  await tick();
  await tick();
  const close = async () => {
    await screen.close();
    await server.clock.tick(50);
    await client.close();
    assert.equal(server.clock.pending, 0, "a timer was left behind");
  };
  return { server, client, screen, tick, close };
}
