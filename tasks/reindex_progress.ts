/** How far the work is, and how long it is likely to take. */
export interface Progress {
  /** So many entries were taken in, and so many are known to be left. */
  took(entries: number, left: number): void;
  /** One line. @param now Monotonic milliseconds. */
  text(now: number): string;
}

export function createProgress(startedAt: number): Progress {
  let [done, left] = [0, 0];
  return {
    took(entries, rest) {
      done += entries;
      left = rest;
    },
    text(now) {
      const seconds = (now - startedAt) / 1_000;
      const rate = seconds > 0 ? done / seconds : 0;
      const shown = `${count(done)} of ${count(done + left)} entries, ${count(rate)} a second`;
      return left === 0 || rate === 0 ? shown : `${shown}, about ${lasting(left / rate)} left`;
    },
  };
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function lasting(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
