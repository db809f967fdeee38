import { useEffect, useState } from "react";
import type { RoomSnapshot } from "../../react/mod.ts";

/** The longest time that a timer of a browser takes, milliseconds. */
const timerMsMax = 2 ** 31 - 1;

/** Whether one cannot come back into a room at this moment. */
export function useIsBanned(sentAway: RoomSnapshot["sentAway"]): boolean {
  const [now, setNow] = useState(() => Date.now());
  const isBan = sentAway?.deed === "ban";
  const end = isBan && sentAway.until !== undefined ? Date.parse(sentAway.until) : Infinity;
  useEffect(() => {
    if (!isBan || end === Infinity) return;
    // The server's clock may be behind this one by a moment.
    const timer = setTimeout(() => setNow(Date.now()), Math.min(timerMsMax, Math.max(0, end - Date.now()) + 1_000));
    return () => clearTimeout(timer);
  }, [isBan, end, now]);
  return isBan && now < end;
}
