import assert from "node:assert/strict";
import type { Person } from "../../src/realtime/presence_seats.ts";
import { SeededRandom } from "../support/seeded_random.ts";
import { person, PresenceCluster, type PresenceNode, Watcher } from "./presence_cluster.ts";

const rooms = ["5".repeat(24), "6".repeat(24)];
const seeds = 150;

interface Sitting {
  readonly node: PresenceNode;
  readonly who: Person;
  readonly watcher: Watcher;
}

/** People come, go and move; nodes are killed, stopped, frozen and added; the wire loses a third, doubles and reorders. */
function storm(cluster: PresenceCluster, random: SeededRandom): Sitting[] {
  let sittings: Sitting[] = [];
  cluster.faults.drop = random.fraction() * 0.35;
  cluster.faults.double = 0.1;
  cluster.faults.delayMs = random.fraction() * 3_000;
  for (let step = 0; step < 120; step++) {
    const awake = cluster.nodes.filter((node) => node.alive && !node.frozen);
    const node = random.pick(awake);
    const dice = random.int(100);
    if (dice < 55) {
      const [who, watcher] = [person(1 + random.int(12)), new Watcher(random.pick(rooms))];
      node.presence.came(watcher, who, random.chance(0.5));
      sittings.push({ node, who, watcher });
    } else if (dice < 90) {
      const going = sittings.filter((sitting) => sitting.node === node);
      if (going.length > 0) {
        const sitting = random.pick(going);
        node.presence.went(sitting.watcher, sitting.who);
        sittings = sittings.filter((other) => other !== sitting);
      }
    } else if (dice < 93 && awake.length > 1) {
      if (random.chance(0.5)) node.presence.stop();
      node.kill();
      sittings = sittings.filter((sitting) => sitting.node !== node);
    } else if (dice < 96) {
      cluster.node();
    } else {
      const frozen = cluster.nodes.find((other) => other.alive && other.frozen);
      if (frozen !== undefined) frozen.thaw();
      else if (awake.length > 1) node.freeze();
    }
    cluster.clock.tick(random.fraction() * 2_500);
  }
  return sittings;
}

function idsOf(sittings: readonly Sitting[], room: string): string[] {
  return [...new Set(sittings.filter(({ watcher }) => watcher.room.id === room).map(({ who }) => who.id))].sort();
}

Deno.test(`whatever the wire does, 35 s of quiet later every node shows who is connected and nobody else, ${seeds} seeds`, () => {
  for (let seed = 1; seed <= seeds; seed++) {
    const cluster = new PresenceCluster(seed);
    for (let i = 0; i < 3; i++) cluster.node();
    const sittings = storm(cluster, new SeededRandom(seed));
    for (const node of cluster.nodes) if (node.alive && node.frozen) node.thaw();
    Object.assign(cluster.faults, { drop: 0, double: 0, delayMs: 50 });
    cluster.clock.tick(38_000);
    for (const room of rooms) {
      const expected = idsOf(sittings, room);
      for (const node of cluster.nodes) {
        if (node.alive) assert.deepEqual(node.in(room), expected, `seed ${seed}, node ${node.name}`);
      }
      for (const { watcher } of sittings) {
        if (watcher.room.id !== room || watcher.frames.length === 0) continue;
        assert.deepEqual([...watcher.online?.keys() ?? []].sort(), expected, `seed ${seed}, a watcher`);
        assert.equal(watcher.count, expected.length);
      }
    }
  }
});

Deno.test("a third of all signals lost takes nobody for gone who is connected: three beats in a row must be", () => {
  let lost = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const cluster = new PresenceCluster(seed);
    const [here, there] = [cluster.node(), cluster.node()];
    here.presence.came(new Watcher(rooms[0]!), person(1), false);
    cluster.clock.tick(2_000);
    // One beat of three gets lost, at the worst moments.
    let beats = 0;
    const heard = there.presence.heard.bind(there.presence);
    there.presence.heard = (text, from) => {
      if (++beats % 3 !== 0) heard(text, from);
    };
    for (let second = 0; second < 180; second++) {
      cluster.clock.tick(1_000);
      if (there.in(rooms[0]!).length === 0) lost++;
    }
  }
  assert.equal(lost, 0);
});
