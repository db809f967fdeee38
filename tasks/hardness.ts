import { parseArgs } from "node:util";
import { Besieged, type Siege } from "../tests/hardness/besieged.ts";
import { takeDescriptors } from "../tests/hardness/last_descriptor.ts";
import { fuzz } from "../tests/hardness/lay_siege.ts";

/**
 * The attacks that are too long for every run of the tests: `--frames` random and bit-flipped frames from `--seed` on, and
 * `--connections` with one descriptor left, each with a good client beside them. Fails when it was not served in time.
 */
const { values } = parseArgs({
  options: {
    frames: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    connections: { type: "string", default: "10000" },
  },
});
const [frames, seed, connections] = [Number(values.frames), Number(values.seed), Number(values.connections)];

async function manyFrames(): Promise<boolean> {
  await using besieged = await Besieged.start();
  const { global: room, server: { port } } = besieged;
  let faultless = false;
  const before = besieged.rssMb;
  const experience = await besieged.during(async () => {
    const deeds = await fuzz({ port, path: besieged.path(1), room, seed, frames, width: 16 });
    const { hung, refused } = deeds;
    faultless = hung.length === 0 && refused.length === 0 && await besieged.metric("parley_session_errors_total") === 0;
    say(`${deeds.frames} frames on ${deeds.connections} connections; hung: ${hung}; refused: ${refused}\n`);
  });
  say(`memory ${Math.round(before)} MiB before, ${Math.round(besieged.rssMb)} MiB after\n`);
  return served(experience) && faultless;
}

async function lastDescriptor(): Promise<boolean> {
  await using besieged = await Besieged.start();
  const experience = await besieged.during(async () => {
    const { cameIn, recoveredMs } = await takeDescriptors(besieged, { open: connections, spare: 1, knocking: 100 });
    say(`${connections} connections, one descriptor left: ${cameIn} of 100 came in; `);
    say(`accepting again ${Math.round(recoveredMs)} ms after some had left\n`);
  });
  return served(experience);
}

function served({ sent, answered, p50, p99, worst, closed, elsewhere }: Siege): boolean {
  const ms = [p50, p99, worst].map((took) => took.toFixed(1));
  say(`good client: ${answered} of ${sent} answered; p50 ${ms[0]}, p99 ${ms[1]}, worst ${ms[2]} ms; `);
  say(`${Math.round(elsewhere * 100)} % of the machine was busy with other programs\n`);
  return answered === sent && closed === undefined && p99 < 200;
}

function say(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

const outcomes = [await manyFrames(), await lastDescriptor()];
Deno.exit(outcomes.every(Boolean) ? 0 : 1);
