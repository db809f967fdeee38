import { numberedId } from "../../tests/support/wire_client_token.ts";
import type { MemberPlan } from "../member_plan.ts";
import { type Figures, measureArrival, measureMessages, type RunOptions, runWorkload } from "../run_workload.ts";
import type { Workload } from "../workloads.ts";
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
  run: async (workload, options) => ({ figures: await runWorkload(workload, options) }),
};

export function contestantOf({ id, name, dialect }: Peer, program: PeerProgram): Contestant {
  return {
    id,
    name,
    async run(workload, options) {
      await using peer = await startPeer(program);
      const members = planMembers(workload);
      const server = { pid: peer.pid, port: peer.port, dialect, members };
      if (workload.kind === "idle") return { figures: await measureArrival(server, options) };
      const { load: { closed, refusals }, figures } = await measureMessages(server, workload, options);
      if (closed > 0) return { figures, note: `it closed ${closed} connections` };
      return refusals.length > 0 ? { figures, note: `it refused: ${refusals[0]}` } : { figures };
    },
  };
}

/** The same members in rooms of the same sizes; a peer has no accounts, so a name stands for the token. */
function planMembers({ rooms, membersPerRoom }: Workload): MemberPlan[] {
  return Array.from({ length: rooms * membersPerRoom }, (_, i) => ({
    token: `member${String(i).padStart(6, "0")}`,
    room: numberedId(i % rooms),
  }));
}
