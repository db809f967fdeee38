import { numberedId } from "../../tests/support/wire_client_token.ts";
import { createRooms, planMembers, startBenchServer } from "../bench_server.ts";
import type { MemberPlan } from "../member_plan.ts";
import {
  type Figures,
  measureArrival,
  type Measured,
  measureMessages,
  type RunOptions,
  runWorkload,
} from "../run_workload.ts";
import type { MessageWorkload, Workload } from "../workloads.ts";
import { type PeerProgram, startPeer } from "./peer_process.ts";
import type { Peer } from "./peers.ts";

/** Who takes part: Parley, or a peer that is installed. */
export interface Contestant {
  readonly id: string;
  readonly name: string;
  run(workload: Workload, options: RunOptions): Promise<Outcome>;
}

export interface Outcome {
  readonly figures: Figures;
  /** What went wrong without making the figures worthless, if anything did. */
  readonly note?: string;
}

export const parley: Contestant = {
  id: "parley",
  name: "Parley",
  async run(workload, options) {
    if (workload.kind === "idle") return { figures: await runWorkload(workload, options) };
    await using server = await startBenchServer();
    const members = planMembers(await createRooms(server, workload.rooms), workload.membersPerRoom);
    return await talk({ pid: server.pid, port: server.port, members, dialect: "parley" }, workload, options);
  },
};

export function contestantOf({ id, name, dialect }: Peer, program: PeerProgram): Contestant {
  return {
    id,
    name,
    async run(workload, options) {
      await using peer = await startPeer(program);
      const server = { pid: peer.pid, port: peer.port, dialect, members: planPeerMembers(workload) };
      if (workload.kind === "idle") return { figures: await measureArrival(server, options) };
      return await talk(server, workload, options);
    },
  };
}

/** A server that refuses or lets go of members has failed at the load, and its figures show by how much. */
async function talk(server: Measured, workload: MessageWorkload, options: RunOptions): Promise<Outcome> {
  const { load: { closed, refusals }, figures } = await measureMessages(server, workload, options);
  if (closed > 0) return { figures, note: `it closed ${closed} connections` };
  if (refusals.length > 0) return { figures, note: `it refused ${refusals.length}: ${refusals[0]!.slice(0, 100)}` };
  return { figures };
}

/** The same members in rooms of the same sizes; a peer has no accounts, so a name stands for the token. */
function planPeerMembers({ rooms, membersPerRoom }: Workload): MemberPlan[] {
  return Array.from({ length: rooms * membersPerRoom }, (_, i) => ({
    token: `member${String(i).padStart(6, "0")}`,
    room: numberedId(i % rooms),
  }));
}
