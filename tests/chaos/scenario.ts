import type { Deeds, WorldPlan } from "./world.ts";

/** What is done to a cluster under load, by its shared name: A1 … A22. */
export interface Scenario extends WorldPlan, Deeds {
  /** How long it takes by default, seconds; what it does is drawn from the world's seed. */
  readonly seconds: number;
  /** Why it cannot run here; `undefined`: it can. */
  readonly missing?: string | undefined;
}
