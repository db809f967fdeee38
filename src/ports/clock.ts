/** Time as a parameter: the real one in production, a false one in tests and simulation. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. May jump either way: for showing and for expiry, never for order. */
  now(): number;
  /** Milliseconds from an arbitrary start; never goes back. For durations and time-outs. */
  monotonic(): number;
  /** Runs `task` once after `ms`; the answer cancels it. A task must not throw. */
  after(ms: number, task: () => void): Cancel;
  /** Runs `task` once when what is waiting on the event loop has had its turn: later than a microtask, before a timer. */
  soon(task: () => void): void;
}

export type Cancel = () => void;
