import type { Blocks } from "../../ports/blocks.ts";
import type { Engine } from "./engine.ts";
import type { CallName } from "./lane.ts";

/** A call that writes or reads, by the lane for it. */
type EngineCall = <N extends CallName>(name: N, ...args: Parameters<Engine[N]>) => Promise<ReturnType<Engine[N]>>;

/** Blocks over the engine's calls. */
export function blocksPort(write: EngineCall, read: EngineCall): Blocks {
  return {
    put: (user, block) => write("putBlock", user, block),
    remove: (user, other) => write("removeBlock", user, other),
    blockersOf: (user, among) => read("blockersOf", user, among),
    of: (user, limit) => read("blocksOf", user, limit),
  };
}
