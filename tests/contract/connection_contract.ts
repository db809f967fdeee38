import { Bench, type Cases, type OpenListener } from "./connection/bench.ts";
import { endingCases } from "./connection/ending_cases.ts";
import { faultCases } from "./connection/fault_cases.ts";
import { handshakeCases } from "./connection/handshake_cases.ts";
import { listenerCases } from "./connection/listener_cases.ts";
import { peerCases } from "./connection/peer_cases.ts";
import { writingCases } from "./connection/writing_cases.ts";

/**
 * Tries every law of `Connection` and of `Listener`, over real sockets, on one listener. A case that its runtime cannot do
 * is skipped by name, with the reason.
 */
export function connectionContract(
  name: string,
  open: OpenListener,
  skip: Readonly<Record<string, string>> = {},
): void {
  const all: Cases = {
    ...handshakeCases,
    ...writingCases,
    ...peerCases,
    ...endingCases,
    ...faultCases,
    ...listenerCases,
  };
  for (const unknown of Object.keys(skip).filter((key) => !(key in all))) {
    throw new Error(`${name} skips ${JSON.stringify(unknown)}, which is no case of the connection contract`);
  }
  for (const [law, tryIt] of Object.entries(all)) {
    const reason = skip[law];
    if (reason !== undefined) continue;
    Deno.test(`${name}: ${law}`, async () => {
      await using bench = await Bench.create(open);
      await tryIt(bench);
    });
  }
}
