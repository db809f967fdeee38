import { useEffect, useState } from "react";
import { useRoom } from "../../react/mod.ts";
import { type Silence, silenceOf, waitSeconds } from "./silence.ts";

export interface Voice {
  /** Why one can say nothing; `undefined`: one can. */
  readonly silence: Silence | undefined;
  /** Slow mode: seconds until one may write again, and from one message to the next. */
  readonly wait: number;
  readonly every: number;
}

const tickMs = 1_000;

/** Whether one may say something in a room at this moment. */
export function useVoice(id: string): Voice {
  const { room, membership, rights, status } = useRoom(id);
  const [now, setNow] = useState(() => Date.now());
  const isTicking = membership.muted?.until !== undefined || (membership.waitUntil ?? 0) > now;
  useEffect(() => {
    setNow(Date.now());
    if (!isTicking) return;
    const clock = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(clock);
  }, [isTicking, membership]);
  return {
    silence: room === undefined || status !== "ready" ? undefined : silenceOf(room, membership, rights, now),
    wait: waitSeconds(membership, now),
    every: room?.slowModeSeconds ?? 0,
  };
}
