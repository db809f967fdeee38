import type { Cancel, Clock } from "../../ports/clock.ts";

/** The longest delay a timer of the platform keeps; a longer one would fire at once. */
const delayMsMax = 0x7fff_ffff;

/** The real time. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after,
    soon: (task) => void setImmediate(task),
  };
}

function after(ms: number, task: () => void): Cancel {
  let rest = Math.max(0, ms);
  let timer: ReturnType<typeof setTimeout>;
  const arm = (): void => {
    const step = Math.min(rest, delayMsMax);
    rest -= step;
    timer = setTimeout(rest > 0 ? arm : task, step);
  };
  arm();
  return () => clearTimeout(timer);
}
