import type { Scenario } from "../scenario.ts";
import { a21, a6, a7, a8 } from "./broker_faults.ts";
import { a15, a16, a17, a20 } from "./client_faults.ts";
import { a22 } from "./everything.ts";
import { a11, a14 } from "./network_faults.ts";
import { a1, a19, a2, a3 } from "./node_faults.ts";
import { a10, a13, a18, a4, a5, a9 } from "./store_faults.ts";

/** Every scenario on real processes, by its number. A12, a fail-over that rolls back, is in `tests/chaos/failover`. */
export const scenarios: readonly Scenario[] = [
  a1,
  a2,
  a3,
  a4,
  a5,
  a6,
  a7,
  a8,
  a9,
  a10,
  a11,
  a13,
  a14,
  a15,
  a16,
  a17,
  a18,
  a19,
  a20,
  a21,
  a22,
];
