import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { call, PlainSocket, User } from "./rest_fixture.ts";

for (const listener of ["node", "edge"]) {
  const env = { LISTENER: listener, LIMIT_AUTH_PER_MINUTE: "0" };

  Deno.test(`${listener}: two plain WebSockets that name a room in their address chat at once`, async () => {
    await using server = await startServer({ env });
    const [ada, bob] = [await User.registered(server.url, "ada"), await User.registered(server.url, "bob")];
    const room_id = await ada.room({ name: "engines" });
    await using a = await ada.connect({ room_id });
    assert.deepEqual(Object.keys(await a.next({ type: "subscribed" })), ["type", "room_id", "epoch", "head", "reset"]);
    await using b = await bob.connect({ room_id });
    await b.next({ type: "subscribed" });
    const joined = await b.next({ type: "system" });
    assert.deepEqual([joined["user_id"], joined["action"], joined.seq], [bob.id, "join", 2]);
    assert.deepEqual(b.frames.map((frame) => frame["type"]), ["subscribed", "system"], "the own arrival is first");
    await a.next({ type: "system", seq: 2 });

    a.send({ type: "message", room_id, content: "Hello" });
    const event = await b.next({ type: "text" });
    assert.deepEqual({ ...event, id: "", timestamp: "" }, {
      ...{ id: "", room_id, user_id: ada.id, username: "ada", content: "Hello", type: "text", timestamp: "", seq: 3 },
    });
    assert.deepEqual(await a.next({ type: "text" }), event, "the sender gets it too");
    const { messages } = (await bob.call(`GET /api/rooms/${room_id}/messages?limit=1`)).body;
    assert.deepEqual(messages, [event], "history has the same");

    b.send({ type: "message", room_id, content: "Hello yourself", client_id: "1" });
    const { id, timestamp } = await a.next({ type: "text", content: "Hello yourself" });
    assert.deepEqual(await b.next({ type: "ack" }), { type: "ack", client_id: "1", id, room_id, seq: 4, timestamp });
    a.send({ type: "typing", room_id });
    const typing = await b.next({ type: "typing" });
    assert.deepEqual(typing, { type: "typing", room_id, user_id: ada.id, username: "ada", expires_in_ms: 6_000 });
    a.send({ type: "read", room_id, seq: 4 });
    assert.deepEqual(await b.next({ type: "read" }), { type: "read", room_id, user_id: ada.id, seq: 4 });
    assert.deepEqual(
      await a.next({ type: "read" }),
      { type: "read", room_id, user_id: ada.id, seq: 4 },
      "when it is kept",
    );
    assert.ok(!a.frames.some((frame) => frame["type"] === "typing"), "nobody is told that they type themselves");
  });

  Deno.test(`${listener}: a socket that comes back with its cursor gets exactly what it missed, then what comes`, async () => {
    await using server = await startServer({ env });
    const ada = await User.registered(server.url, "ada");
    const room_id = await ada.room({ name: "engines" });
    const say = (content: string) => ada.call(`POST /api/rooms/${room_id}/messages`, { content });
    for (const content of ["two", "three", "four"]) await say(content);
    await using byAddress = await ada.connect({ room_id, since: "2" });
    const { epoch } = await byAddress.next({ type: "subscribed" });
    await using byFrame = await ada.connect();
    byFrame.send({ type: "subscribe", room_id, since: 2, epoch });
    await using lost = await ada.connect();
    lost.send({ type: "subscribe", room_id, since: 2, epoch: "another" });
    assert.equal((await lost.next({ type: "subscribed" }))["reset"], true);
    await byFrame.next({ seq: 4 });
    await say("five");
    for (const socket of [byAddress, byFrame, lost]) await socket.next({ content: "five" });
    const seqs = (socket: PlainSocket) => socket.frames.flatMap(({ seq }) => seq ?? []);
    assert.deepEqual([byAddress, byFrame, lost].map(seqs), [[3, 4, 5], [3, 4, 5], [5]]);
  });

  Deno.test(`${listener}: bad frames are answered, and three malformed ones in a row end the session`, async () => {
    await using server = await startServer({ env });
    const ada = await User.guest(server.url, "ada");
    await using socket = await ada.connect();
    const refused = async (frame: unknown): Promise<string> => {
      const from = socket.frames.length;
      socket.send(frame);
      return (await socket.next({ type: "error" }, from)).code;
    };
    const room_id = "0".repeat(24);
    assert.equal(await refused("{"), "bad_frame");
    assert.equal(await refused({ type: "shout" }), "bad_frame");
    assert.equal(await refused({ type: "message", room_id, content: "" }), "invalid");
    assert.equal(await refused({ type: "message", room_id, content: "x" }), "not_found");
    assert.equal(await refused({ type: "typing", room_id }), "not_member");
    for (const frame of ["[]", "null", '{"type":"ping","more":1}']) assert.equal(await refused(frame), "bad_frame");
    assert.equal((await socket.closed()).code, 4400);
  });

  Deno.test(`${listener}: an upgrade that is not welcome is answered by a status and the JSON error`, async () => {
    await using server = await startServer({ env: { ...env, LIMIT_CONNECTIONS_PER_USER: "1" } });
    const refusal = async (path: string, headers: Record<string, string> = {}) => {
      const { status, body } = await call(server.url, `GET ${path}`, { headers });
      return `${status} ${body.error.code}`;
    };
    assert.equal(await refusal("/ws"), "426 upgrade_required");
    assert.equal(await refusal("/nowhere"), "404 not_found");
    const ada = await User.guest(server.url, "ada");
    await assert.rejects(PlainSocket.open(server.wsUrl));
    await assert.rejects(PlainSocket.open(`${server.wsUrl}?token=${ada.token}x`));
    await assert.rejects(ada.connect({ room_id: "global" }));
    await assert.rejects(PlainSocket.open(`${server.wsUrl}?token=${ada.token}`, ["chat"]));
    await using _first = await ada.connect();
    await assert.rejects(ada.connect(), "one more than the user may have");
    assert.ok(!server.output.includes(ada.token), "the token is in the log");
  });
}
