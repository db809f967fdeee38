import type { Blocks } from "../../ports/blocks.ts";
import type { EngineCall } from "./lane.ts";

/** Blocks over the engine's calls. */
export function blocksPort(write: EngineCall, read: EngineCall): Blocks {
  return {
    put: (user, block) => write("putBlock", user, block),
    remove: (user, other) => write("removeBlock", user, other),
    blockersOf: (user, among) => read("blockersOf", user, among),
    of: (user, limit) => read("blocksOf", user, limit),
    forget: (user) => write("forgetBlocks", user),
  };
}
