import type { Scenario } from "../scenario.ts";
import { a6 } from "./broker_faults.ts";
import { a1, a19, a2, a3 } from "./node_faults.ts";
import { a10, a5, a9 } from "./store_faults.ts";

/** Every scenario, by its number. */
export const scenarios: readonly Scenario[] = [a1, a2, a3, a5, a6, a9, a10, a19];
