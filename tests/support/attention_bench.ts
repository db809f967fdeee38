import assert from "node:assert/strict";
import type { MailPorts } from "../../src/attention.ts";
import type { PushSender } from "../../src/ports/push_sender.ts";
import type { Server } from "../../src/server.ts";
import { call, connect, guest, ServerBench } from "./server_bench.ts";

/** Somebody who has come in. */
export interface Person {
  readonly token: string;
  readonly id: string;
  readonly name: string;
}

/** Two nodes over one store, and two members of one room who have accounts. Time stands still but for the bench's clock. */
export interface AttentionBench extends AsyncDisposable {
  readonly bench: ServerBench;
  readonly server: Server;
  readonly other: Server;
  readonly ann: Person;
  readonly bob: Person;
  /** Ann's room, with Bob in it. */
  readonly room: string;
}

export async function attentionBench(
  parts: { readonly push?: PushSender; readonly mail?: MailPorts } = {},
): Promise<AttentionBench> {
  const bench = await ServerBench.open();
  const [server, other] = [bench.server(parts), bench.server(parts)];
  await server.start();
  await other.start();
  const [ann, bob] = [await person(server, "ann"), await person(server, "bob")];
  const { body } = await call(server, "POST /api/rooms", ann.token, { name: "tea" });
  assert.equal((await call(server, `POST /api/rooms/${body.id}/join`, bob.token)).status, 200);
  return {
    bench,
    server,
    other,
    ann,
    bob,
    room: body.id,
    async [Symbol.asyncDispose]() {
      for (const node of [server, other]) await bench.drain(node);
      await bench[Symbol.asyncDispose]();
    },
  };
}

export async function person(server: Server, username: string): Promise<Person> {
  const account = { username, email: `${username}@example.com`, password: "correct horse" };
  await call(server, "POST /api/auth/register", undefined, account);
  const { body } = await call(
    server,
    "POST /api/auth/login",
    undefined,
    account && { username, password: account.password },
  );
  return { token: body.token, id: body.user.id, name: username };
}

export async function guestPerson(server: Server, username: string): Promise<Person> {
  const token = await guest(server, username);
  const { id } = (await call(server, "GET /api/auth/me", token)).body;
  return { token, id, name: username };
}

/** The frames of this type that somebody's session on a node gets from now on. */
export async function framesOf(w: AttentionBench, server: Server, { token }: Person, type: string) {
  const connection = await connect(server, token, w.room);
  await w.bench.clock.tick(50);
  return async (): Promise<Record<string, unknown>[]> => {
    await w.bench.clock.tick(50);
    return connection.of(type);
  };
}
