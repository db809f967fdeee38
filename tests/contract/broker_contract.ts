import type { BrokerCases, BrokerCluster } from "./broker/broker_cases.ts";
import { connectionCases, needsBabble, needsSever } from "./broker/connection_cases.ts";
import { spreadingCases } from "./broker/spreading_cases.ts";

export type { BrokerCluster } from "./broker/broker_cases.ts";

export interface BrokerContractOptions {
  /** Longest a signal, or the news of a lost connection, may take here, milliseconds. */
  readonly limitMs?: number;
  /** Cases an adapter cannot do, by their name, each with the reason. A name that is no case is refused. */
  readonly skip?: Readonly<Record<string, string>>;
  /** Why no case at all can be tried here, where that is so. */
  readonly missing?: string | undefined;
}

const cases: BrokerCases = { ...spreadingCases, ...connectionCases };

/** Cases that need a way to do harm to the network, which an adapter without one has no use for. */
export const networkCases: readonly string[] = [needsSever, needsBabble];

/**
 * Registers a test for every law of the broker's port.
 *
 * @param open A fresh cluster without nodes, that hears nothing of any other; gone when its scope ends.
 */
export function brokerContract(
  name: string,
  open: () => Promise<BrokerCluster>,
  { limitMs = 5_000, skip = {}, missing }: BrokerContractOptions = {},
): void {
  for (const skipped of Object.keys(skip)) {
    if (cases[skipped] === undefined) throw new Error(`There is no case "${skipped}" to skip`);
  }
  for (const [title, run] of Object.entries(cases)) {
    const reason = missing ?? skip[title];
    Deno.test({
      name: `${name}: ${title}${reason === undefined ? "" : ` (skipped: ${reason})`}`,
      ignore: reason !== undefined,
      fn: async () => {
        await using cluster = await open();
        await run(cluster, limitMs);
      },
    });
  }
}
