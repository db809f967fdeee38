import { ParleyError } from "../protocol/parley_error.ts";

/** How much this node has to do, as whoever hands it more must know it. */
export interface Load {
  /** 0: the next message is welcome. Else it is refused with `overloaded`, and these are the milliseconds to wait. */
  accepts(): number;
  /** A message of so many UTF-16 units was taken in. Each is ended by one `ended` with the same number. */
  began(units: number): void;
  /** It has its answer, whichever. */
  ended(units: number): void;
}

/** Throws `overloaded` while this node has too much to do. */
export function requireCapacity(load: Pick<Load, "accepts">): void {
  const retryAfterMs = load.accepts();
  if (retryAfterMs > 0) throw new ParleyError("overloaded", undefined, { retryAfterMs });
}
