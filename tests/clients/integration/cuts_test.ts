import assert from "node:assert/strict";
import { startServer } from "../../support/server_process.ts";
import { type Cut, CuttingProxy } from "./cutting_proxy.ts";
import { isGapless, Person } from "./people.ts";

const contents = ["one", "two", "three"];
/** Distance between cuts, bytes: below the length of any frame, so that each is cut inside. */
const step = 29;
/** Beyond the end of the conversation in either direction. */
const furthest = 1_400;

/** One person who sends and reads through a connection that is cut there, and again a little later on the next. */
async function converse(proxy: CuttingProxy, cut: Cut, name: string): Promise<void> {
  // No pause before coming back: this is about what is cut, not about when.
  using person = await Person.guest(proxy.url, name, { environment: { random: () => 0 } });
  const api = person.client.api;
  const { id } = await api.rooms.create({ name });
  const room = person.client.room(id);
  const heard: string[] = [];
  const events: Parameters<typeof isGapless>[0][number][] = [];
  room.on("event", (event) => events.push(event) && event.type === "text" && heard.push(event.content));
  proxy.cuts.push(cut, { way: cut.way, bytes: cut.bytes + 300 });
  person.client.close();
  await Promise.all([person.client.connect(), room.join()]);
  await Promise.all(contents.map((content) => room.send(content)));
  const all = await api.messages.page(id, { type: "text" });
  assert.deepEqual(all.messages.map(({ content }) => content), contents, "in the log");
  const last = all.messages.at(-1)!.seq;
  await new Promise<void>((resolve) => {
    if (room.cursor!.seq >= last) return resolve();
    room.on("event", ({ seq }) => seq >= last && resolve());
  });
  assert.deepEqual(heard, contents, "delivered");
  assert.ok(isGapless(events));
}

for (const way of ["up", "down"] as const) {
  Deno.test(`A real connection cut after any number of bytes ${way} loses and doubles nothing`, async () => {
    await using server = await startServer({
      env: { LIMIT_MESSAGES_PER_SECOND: "0", LIMIT_AUTH_PER_MINUTE: "0" },
    });
    await using proxy = new CuttingProxy(server.port);
    for (let bytes = 1; bytes < furthest; bytes += step) {
      await converse(proxy, { way, bytes }, `${way}-${bytes}`).catch((cause) => {
        throw new Error(`cut after ${bytes} bytes ${way}`, { cause });
      });
      proxy.cuts.length = 0;
    }
    assert.ok(proxy.sockets > 60, `only ${proxy.sockets} sockets: nothing was cut`);
  });
}
