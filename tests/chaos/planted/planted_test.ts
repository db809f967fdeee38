import assert from "node:assert/strict";
import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Rule } from "../checking/chaos_checker.ts";
import { callRest } from "../clients/rest_call.ts";
import { faultPoints } from "../links/fault_point.ts";
import { chaosTable, isSound } from "../report.ts";
import { killAt } from "../scenarios/node_faults.ts";
import { serviceMissing } from "../services.ts";
import { ChaosWorld, type Deeds } from "../world.ts";
import type { Bug } from "./bugs.ts";

const troubleMs = 4_500;

/** Kills at every fault point and removals: what brings most of these bugs to light. */
const kills: Deeds = {
  async run(world, ms) {
    const start = performance.now();
    for (const point of [...faultPoints, ...faultPoints]) {
      await killAt(world, point);
      await world.until(() => world.nodes.every(({ up }) => up), 5_000);
      if (performance.now() - start > ms) return;
    }
  },
};

/** While everybody is away something is said and deleted by way of one node, and then they come back, to the other one too. */
const deletions: Deeds = {
  async run(world) {
    const [{ url } = assert.fail()] = world.nodes;
    const { rooms: [room = assert.fail()], adminToken: token } = world.crowd;
    const path = `/api/rooms/${room.id}/messages`;
    for (const { links } of world.nodes) links.clients.set("refused");
    for (let i = 0; i < 3; i++) {
      const said = await callRest({
        url,
        token,
        call: `POST ${path}`,
        body: { content: "I should not have said that" },
      });
      const { seq } = JSON.parse(said?.text ?? "{}") as RoomEvent;
      await callRest({ url, token, call: `DELETE ${path}/${seq}` });
      world.did("deletions while everybody was away");
    }
    for (const { links } of world.nodes) links.clients.set("open");
  },
};

/**
 * A proof that cannot fail proves nothing: the same cluster, clients and checker, over nodes with one bug each, must be found
 * out, and by the rules that the bug breaks. Of several in one bracket, one: a node that is behind is found by its readers or
 * by asking it, whichever comes before somebody's return happens to wake it.
 */
const planted: readonly (readonly [Bug, string, readonly (Rule | readonly Rule[])[], Deeds?])[] = [
  ["ack_before_commit", "messages acknowledged before they are durable", ["C1"]],
  ["publish_before_commit", "events shown before they are in the log", ["C4"]],
  ["deliver_without_seq_check", "events shown as the doorbell brings them", ["C5"]],
  ["no_client_id_index", "no index of client_ids", ["C2"]],
  ["no_membership_check", "resumes without a look at the membership", ["C6", "C7"]],
  ["counter", "seqs taken from a counter", ["C3"]],
  ["no_redaction", "deletions that a node overlooks", ["C15"], deletions],
  ["no_mentions", "mentions that a node overlooks", ["C12"], { run: (world, ms) => world.pause(ms) }],
  ["no_anti_entropy", "nodes that never compare heads", [["C11", "C12"]]],
];

async function verdictOn(bug: Bug, deeds: Deeds = kills) {
  const plan = { id: bug, title: "", nodes: 2 };
  // What is asked at rest needs rest: a cluster that never comes to it is not asked.
  const patient = bug === "none" || bug === "no_mentions";
  const options = {
    seed: 3,
    clients: 8,
    rooms: 2,
    messagesPerSecond: 60,
    removalMs: 700,
    throughProxies: true,
    peaceMs: 1_000,
    // A node that dies while it sends what is due leaves it to the others a minute later.
    planners: 0,
    settleMsMax: patient ? 30_000 : 3_000,
    progressMsMax: patient ? 30_000 : 3_000,
    presenceMsMax: bug === "none" ? 60_000 : 0,
  };
  const nodes = { entry: "tests/chaos/planted/planted_node.ts", args: [`--planted=${bug}`] };
  await using world = await ChaosWorld.open(plan, options, nodes);
  const report = await world.run(deeds, troubleMs);
  await Deno.stdout.write(new TextEncoder().encode(chaosTable(report)));
  return report;
}

for (const [bug, what, rules, deeds] of planted) {
  Deno.test({
    name: `The checker finds ${what}${serviceMissing === undefined ? "" : ` (skipped: ${serviceMissing})`}`,
    ignore: serviceMissing !== undefined,
    fn: async () => {
      const { findings } = await verdictOn(bug, deeds);
      const found = new Set(findings.map(({ rule }) => rule));
      for (const rule of rules) {
        const one = typeof rule === "string" ? [rule] : rule;
        assert.ok(one.some((rule) => found.has(rule)), `${one.join(" or ")} is not among ${[...found]}`);
      }
    },
  });
}

Deno.test({
  name: `The checker finds nothing where nothing is planted${
    serviceMissing === undefined ? "" : ` (skipped: ${serviceMissing})`
  }`,
  ignore: serviceMissing !== undefined,
  fn: async () => {
    const report = await verdictOn("none");
    assert.deepEqual(report.findings, []);
    assert.ok(isSound(report));
  },
});
