import assert from "node:assert/strict";
import { mongoMissing } from "../adapters/mongo/mongo_tests.ts";
import { MongoServer } from "../support/mongo_server.ts";
import { startServer } from "../support/server_process.ts";
import { call, User } from "./rest_fixture.ts";

/** What is promised within 5 s, with what a loaded machine may need besides. */
const promisedMs = 5_000 + 3_000;
const adminKey = "an-administrators-key-of-32-bytes";

Deno.test({
  name: `Disabling an account closes its sockets on every server within 5 s, without any broker${
    mongoMissing === undefined ? "" : ` (skipped: ${mongoMissing})`
  }`,
  ignore: mongoMissing !== undefined,
  fn: async () => {
    await using mongo = await MongoServer.open();
    const env = {
      JWT_SECRET: "a secret of the tests, 32 bytes or more",
      ADMIN_KEY: adminKey,
      STORE_URL: mongo.url(),
      BROKER_URL: "memory:",
    };
    await using near = await startServer({ env });
    await using far = await startServer({ env });
    const admin = async (user: User, what: string) =>
      (await call(near.url, `POST /api/admin/users/${user.id}/${what}`, { token: adminKey })).status;
    const ada = (await User.registered(near.url, "ada")).at(far.url);
    const bob = (await User.registered(near.url, "bob")).at(far.url);
    const room = await ada.room({ name: "engines" });
    const login = async (url: string) => {
      const body = { username: "ada", password: "correct horse" };
      const answer = await call(url, "POST /api/auth/login", { body });
      return answer.status === 200 ? answer.body.token : answer.body.error.code;
    };
    // Two log-ins, on two servers: what is named is whose they are, not one of them.
    const token = await login(far.url);
    const there = await ada.connect({ room_id: room });
    const here = await ada.at(near.url).connect({ room_id: room });
    const bystander = await bob.connect({ room_id: room });
    await using _there = there, _here = here, _bystander = bystander;
    for (const socket of [there, here, bystander]) await socket.next({ type: "subscribed" });

    const start = performance.now();
    assert.equal(await admin(ada, "disable"), 204);
    for (const socket of [here, there]) assert.equal((await socket.closed()).code, 4401);
    assert.ok(performance.now() - start < promisedMs);
    for (const [url, one] of [[near.url, ada.token], [far.url, ada.token], [far.url, token]] as const) {
      assert.equal(
        (await call(url, `POST /api/rooms/${room}/messages`, { token: one, body: { content: "x" } })).status,
        401,
      );
    }
    await assert.rejects(ada.connect(), /refused/);
    for (const url of [near.url, far.url]) assert.equal(await login(url), "account_disabled");

    assert.equal(await admin(ada, "enable"), 204);
    const anew = await login(far.url);
    const said = await call(far.url, `POST /api/rooms/${room}/messages`, { token: anew, body: { content: "back" } });
    assert.equal(said.status, 201);
    await bystander.next({ content: "back" });
    assert.equal(await ada.status("GET /api/auth/me"), 401, "a token from before");
  },
});
