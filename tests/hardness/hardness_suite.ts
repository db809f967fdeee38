import { type ListenerKind, RealServer } from "../support/real_server.ts";
import type { Attacks } from "./attack.ts";
import { dressedCases } from "./dressed_cases.ts";
import { floodCases } from "./flood_cases.ts";
import { frameCases } from "./frame_cases.ts";
import { handshakeCases } from "./handshake_cases.ts";
import { messageCases } from "./message_cases.ts";
import { networkCases } from "./network_cases.ts";

/**
 * Tries every attack on the server as it is shipped, behind one listener. After each, somebody else is served. An attack
 * that the runtime below a listener does not stop is skipped by name, with the reason.
 */
export function hardnessSuite(kind: ListenerKind, skip: Readonly<Record<string, string>> = {}): void {
  const all: Attacks = {
    ...handshakeCases,
    ...frameCases,
    ...messageCases,
    ...dressedCases,
    ...networkCases,
    ...floodCases,
  };
  for (const unknown of Object.keys(skip).filter((name) => !(name in all))) {
    throw new Error(`${kind} skips ${JSON.stringify(unknown)}, which is no attack of the suite`);
  }
  for (const [name, attack] of Object.entries(all)) {
    if (skip[name] !== undefined) continue;
    const { options, run } = typeof attack === "function" ? { options: {}, run: attack } : attack;
    Deno.test(`${kind} ${name}`, async () => {
      await using server = await RealServer.start(kind, options);
      await run(server);
      await server.assertServes();
    });
  }
}
