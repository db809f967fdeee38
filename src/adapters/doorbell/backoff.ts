import { brokerBackoffMs, brokerBackoffMsMax } from "../../limits.ts";
import type { Random } from "../../ports/random.ts";

/** The pause after so many failures in a row, milliseconds: doubled each time, half of it drawn. 0 failures: the first. */
export function backoffMs(failures: number, random: Pick<Random, "fraction">): number {
  const whole = Math.min(brokerBackoffMsMax, brokerBackoffMs * 2 ** Math.min(failures, 20));
  return whole * (0.5 + random.fraction() / 2);
}
