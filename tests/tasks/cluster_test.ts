import assert from "node:assert/strict";
import { Cluster } from "../../tasks/cluster/cluster.ts";
import { ReverseProxy } from "../../tasks/cluster/reverse_proxy.ts";
import { mongoMissing } from "../adapters/mongo/mongo_tests.ts";
import { isGapless, Person } from "../clients/integration/people.ts";
import { redisMissing } from "../support/redis_server.ts";
import type { ServerProcess } from "../support/server_process.ts";

const missing = mongoMissing ?? redisMissing;

async function connections(node: ServerProcess): Promise<number> {
  const text = await (await fetch(`${node.url}/metrics`)).text();
  return Number(/^parley_connections (\d+)/m.exec(text)?.[1]);
}

/** Guests through the one address until sockets of at least two nodes are among theirs, which gauges tell after a second. */
async function spread(cluster: Cluster, people: Person[]): Promise<readonly number[]> {
  for (let n = 0; n < 6; n++) people.push(await Person.guest(cluster.url, `guest${n}`));
  const start = performance.now();
  for (;;) {
    const counts = await Promise.all(cluster.nodes.map(connections));
    if (counts.reduce((sum, count) => sum + count, 0) === people.length) return counts;
    assert.ok(performance.now() - start < 10_000, `${counts}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

Deno.test({
  name: `Three nodes over one database and one Redis, behind one address: one is killed with -9, and everybody goes on${
    missing === undefined ? "" : ` (skipped: ${missing})`
  }`,
  ignore: missing !== undefined,
  fn: async () => {
    const ended: number[] = [];
    await using cluster = await Cluster.start({
      nodes: 3,
      env: { LIMIT_MESSAGES_PER_SECOND: "0", LIMIT_AUTH_PER_MINUTE: "0" },
      ended: (number) => ended.push(number),
    });
    const people: Person[] = [];
    using _people = { [Symbol.dispose]: () => people.forEach((person) => person[Symbol.dispose]()) };
    const counts = await spread(cluster, people);
    assert.ok(counts.filter((count) => count > 0).length >= 2, `all on one node: ${counts}`);
    const [ann, ...others] = people;
    const sent: string[] = [];
    const say = (person: Person, content: string) => {
      sent.push(content);
      return person.room.send(content);
    };
    await Promise.all(people.map((person, n) => say(person, `hello from ${n}`)));
    await Promise.all(people.map((person) => person.hears(sent.length)));

    const victim = counts.findIndex((count) => count > 0);
    cluster.nodes[victim]!.kill("SIGKILL");
    for (let n = 0; n < 20; n++) {
      await Promise.all([say(ann!, `ann ${n}`), say(others[n % others.length]!, `another ${n}`)]);
    }
    await Promise.all(people.map((person) => person.hears(sent.length)));
    for (const person of people) {
      const since = person.events.findIndex(({ type }) => type === "text");
      assert.ok(isGapless(person.events.slice(since)));
      assert.deepEqual([...person.contents].sort(), [...sent].sort());
    }
    assert.deepEqual(ended, [victim + 1]);
  },
});

Deno.test("ReverseProxy tells nodes the client's address, and goes on to the next node when one is not there", async () => {
  await using node = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => new Response(`${request.headers.get("x-forwarded-for")} ${await request.text()}`),
  );
  const gone = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = gone.addr;
  gone.close();
  const ports = [port, node.addr.port];
  await using proxy = await ReverseProxy.open(() => ports);
  for (let n = 0; n < 4; n++) {
    const answer = await fetch(proxy.url, {
      method: "POST",
      body: `${n}`,
      headers: { "X-Forwarded-For": "192.0.2.7", "Connection": "close" },
    });
    assert.equal(await answer.text(), `192.0.2.7, 127.0.0.1 ${n}`);
  }
  ports.pop();
  const none = await fetch(proxy.url, { headers: { "Connection": "close" } });
  assert.equal(none.status, 502);
  await none.body?.cancel();
});
