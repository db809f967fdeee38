import assert from "node:assert/strict";
import { call, guest, ServerBench } from "../support/server_bench.ts";

Deno.test("What the operator lets nobody say is refused in every room, and so is saying the same without an end", async () => {
  await using bench = await ServerBench.open();
  Object.assign(bench.limits, { blockedWords: ["casino"], sameTextPerMinute: 2 });
  const server = bench.server();
  await server.start();
  const ann = await guest(server, "ann");
  const rooms: string[] = [];
  for (const name of ["one", "two"]) rooms.push((await call(server, "POST /api/rooms", ann, { name })).body.id);
  const say = async (room: string, content: string) => {
    const { status, body } = await call(server, `POST /api/rooms/${room}/messages`, ann, { content });
    return status === 201 ? body.seq : body.error.code;
  };
  for (const room of rooms) assert.equal(await say(room, "Come to the Casino"), "content_refused");
  const text = "The same to everybody, everywhere";
  const answers = [await say(rooms[0]!, text), await say(rooms[1]!, text), await say(rooms[0]!, text)];
  assert.deepEqual(answers, [2, 2, "rate_limited"]);
  const { body: page } = await call(server, `GET /api/rooms/${rooms[0]}/messages`, ann);
  assert.deepEqual(page.messages.map(({ content }) => content).slice(1), [text]);
  await bench.drain(server);
});
