import assert from "node:assert/strict";
import type { AuditRecord } from "../../src/protocol/audit.ts";
import type { RoomEvent } from "../../src/protocol/event.ts";
import { MongoServer, noMongoServer } from "../support/mongo_server.ts";
import { startServer } from "../support/server_process.ts";
import { tempFolder } from "../support/temp.ts";
import { call, User } from "./rest_fixture.ts";

const adminKey = "an-administrators-key-of-32-bytes";
const settings = {
  LIMIT_AUTH_PER_MINUTE: "0",
  LIMIT_MESSAGES_PER_SECOND: "0",
  ADMIN_KEY: adminKey,
  JWT_SECRET: "a secret of the tests, 32 bytes or more",
};
const acts = ["ban", "unban"];

interface Ground {
  /** Settings that say where the data is. */
  readonly store?: Readonly<Record<string, string>>;
  /** What dies besides, in some of the rounds, before the server does. */
  readonly database?: Pick<MongoServer, "kill" | "stand">;
}

Deno.test("After kill -9 in the middle of bans and closed accounts each act has its record, and each record its act", () =>
  killed({}));

Deno.test({
  name: "The same with MongoDB's wire, where the database is killed, too",
  ignore: noMongoServer !== undefined,
  fn: async () => {
    await using mongo = await MongoServer.open();
    await killed({ store: { STORE_URL: mongo.url() }, database: mongo });
  },
});

async function killed({ store = {}, database }: Ground): Promise<void> {
  await using folder = await tempFolder();
  const dataDir = folder.path;
  const env = { ...settings, ...store };
  let [id, ada, target] = ["", undefined as User | undefined, undefined as User | undefined];
  for (let round = 0; round < 3; round++) {
    await using server = await startServer({ dataDir, env });
    ada = ada?.at(server.url) ?? await User.registered(server.url, "ada");
    target = target?.at(server.url) ?? await User.registered(server.url, "bob");
    if (id === "") id = await ada.room({ name: "engines" });
    const room = `/api/rooms/${id}`;
    const [by, bob] = [ada, target];
    let done = 0;
    const dead = new AbortController();
    const goOn = async (work: () => Promise<unknown>): Promise<void> => {
      while (!dead.signal.aborted) {
        const worked = await work().then(() => true, () => false);
        if (!worked) return;
        done++;
      }
    };
    const admin = (what: string) => call(server.url, `POST /api/admin/users/${bob.id}/${what}`, { token: adminKey });
    const loops = [
      goOn(() => by.call(`PUT ${room}/bans/${bob.id}`, { reason: `${done}` })),
      goOn(() => by.call(`DELETE ${room}/bans/${bob.id}`)),
      // One after the other, so that their records are in the order of the acts.
      goOn(async () => {
        await admin("disable");
        await admin("enable");
      }),
    ];
    await server.waitFor(() => done >= 60, 60_000, "enough acts");
    if (round % 2 === 1) await database?.kill("SIGKILL");
    server.kill("SIGKILL");
    dead.abort();
    await server.exited();
    await Promise.all(loops);
    if (round % 2 === 1) await database?.stand();
  }
  await using server = await startServer({ dataDir, env });
  const by = ada!.at(server.url);
  const events: RoomEvent[] = [];
  for (let after = 0;;) {
    const { messages } = (await by.call(`GET /api/rooms/${id}/messages?type=system&limit=200&after=${after}`)).body;
    if (messages.length === 0) break;
    events.push(...messages as unknown as RoomEvent[]);
    after = events.at(-1)!.seq;
  }
  const done = events.filter(({ action }) => acts.includes(action ?? ""));
  const answer = await fetch(`${server.url}/api/admin/audit?format=jsonl`, {
    headers: { authorization: `Bearer ${adminKey}` },
  });
  const records = (await answer.text()).split("\n").slice(0, -1).map((line) => JSON.parse(line) as AuditRecord);
  const ofRoom = records.filter(({ room_id }) => room_id === id).reverse();
  assert.deepEqual(
    ofRoom.map(({ id, action, seq }) => [id, action, seq]),
    done.map(({ id, action, seq }) => [id, action, seq]),
  );
  assert.ok(done.length > 20, `${done.length} acts`);
  // Closing and opening take turns: a record without its act, or an act without its record, would stand out.
  const accounts = records.filter(({ room_id }) => room_id === undefined).reverse().map(({ action }) => action);
  assert.ok(accounts.length > 10, `${accounts.length} accounts`);
  accounts.forEach((action, i) => assert.equal(action, i % 2 === 0 ? "disable_account" : "enable_account", `${i}`));
  const body = { username: "bob", password: "correct horse" };
  const { status } = await call(server.url, "POST /api/auth/login", { body });
  assert.equal(status, accounts.length % 2 === 0 ? 200 : 403);
}
