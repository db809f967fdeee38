import assert from "node:assert/strict";
import type { RawSocket } from "../support/raw_socket.ts";
import { type Besieged, eventually } from "./besieged.ts";

export interface LastDescriptor {
  /** Of the peers that knocked when there was no descriptor left, those that came in all the same. */
  readonly cameIn: number;
  /** From the moment that some had left until somebody was accepted, milliseconds. */
  readonly recoveredMs: number;
}

/**
 * Opens connections, takes all further descriptors but a few from the process, and has some more peers knock; then some of
 * the connections end.
 *
 * @param open Connections that are there before, beyond the good client's.
 * @param spare Descriptors left then.
 * @param knocking Peers that come then, more than there are descriptors.
 */
export async function takeDescriptors(
  besieged: Besieged,
  { open, spare, knocking }: { readonly open: number; readonly spare: number; readonly knocking: number },
): Promise<LastDescriptor> {
  const inside = await enter(besieged, open);
  assert.equal(inside.filter(({ status }) => status === 101).length, open);
  const limit = besieged.descriptors + spare;
  const args = ["--pid", String(besieged.server.pid), `--nofile=${limit}:${limit}`];
  assert.ok((await new Deno.Command("prlimit", { args }).output()).success);
  const late = await enter(besieged, knocking);
  const cameIn = late.filter(({ status }) => status === 101).length;
  for (const { peer } of [...late, ...inside.slice(0, Math.ceil(open / 10))]) await peer?.[Symbol.asyncDispose]();
  const left = performance.now();
  await eventually("peers are accepted again", 15_000, async () => (await enter(besieged, 1, true))[0]!.status === 101);
  const recoveredMs = performance.now() - left;
  for (const { peer } of inside) await peer?.[Symbol.asyncDispose]();
  return { cameIn, recoveredMs };
}

interface Visitor {
  /** Absent: the machine refused the connection. */
  readonly peer: RawSocket | undefined;
  /** Of the answer to the upgrade; absent: there was none within two seconds. */
  readonly status: number | undefined;
}

/** Upgrades, a hundred at a time. */
async function enter(besieged: Besieged, count: number, leave = false): Promise<Visitor[]> {
  const visitors: Visitor[] = [];
  for (let first = 0; first < count; first += 100) {
    const wave = Array.from({ length: Math.min(100, count - first) }, async (_, i): Promise<Visitor> => {
      const peer = await besieged.connect().catch(() => undefined);
      const answer = await peer?.handshake({ path: besieged.barePath(first + i) }, 2_000).catch(() => undefined);
      if (leave) await peer?.[Symbol.asyncDispose]();
      return { peer, status: answer?.status };
    });
    visitors.push(...await Promise.all(wave));
  }
  return visitors;
}
