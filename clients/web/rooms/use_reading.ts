import { useCallback, useEffect, useRef, useState } from "react";

/** How often what was read is told at most, milliseconds. */
const tellMs = 400;

/** Whether somebody is likely to look at this page. */
export function useIsLooking(): boolean {
  const [isLooking, setLooking] = useState(() => document.visibilityState === "visible" && document.hasFocus());
  useEffect(() => {
    const look = () => setLooking(document.visibilityState === "visible" && document.hasFocus());
    document.addEventListener("visibilitychange", look);
    addEventListener("focus", look);
    addEventListener("blur", look);
    look();
    return () => {
      document.removeEventListener("visibilitychange", look);
      removeEventListener("focus", look);
      removeEventListener("blur", look);
    };
  }, []);
  return isLooking;
}

export interface Reading {
  readonly isLooking: boolean;
  /** It stays unread, although somebody looks. */
  readonly isHeld: boolean;
  /** The newest message is in sight. */
  readonly isAtEnd: boolean;
  /** The newest message that is shown. */
  readonly lastSeq: number | undefined;
  markRead(seq: number): void;
  /** Somebody looked away: what comes from now on is new. */
  leaveMark(): void;
}

/** What is in sight of somebody who looks has been read. Told at once, then not too often; and when one goes. */
export function useReading({ isLooking, isHeld, isAtEnd, lastSeq, markRead, leaveMark }: Reading): void {
  const state = useRef({ toldAt: -Infinity, waiting: undefined as number | undefined, looked: isLooking });
  const seq = isLooking && isAtEnd && !isHeld ? lastSeq : undefined;
  const tell = useCallback(() => {
    if (state.current.waiting === undefined) return;
    markRead(state.current.waiting);
    state.current.waiting = undefined;
    state.current.toldAt = performance.now();
  }, [markRead]);
  useEffect(() => {
    // What was about to be told is void.
    if (isHeld) state.current.waiting = undefined;
  }, [isHeld]);
  useEffect(() => {
    if (seq === undefined) return;
    state.current.waiting = seq;
    const timer = setTimeout(tell, Math.max(0, state.current.toldAt + tellMs - performance.now()));
    return () => clearTimeout(timer);
  }, [seq, tell]);
  useEffect(() => {
    addEventListener("pagehide", tell);
    return () => {
      removeEventListener("pagehide", tell);
      tell();
    };
  }, [tell]);
  useEffect(() => {
    if (state.current.looked && !isLooking) leaveMark();
    state.current.looked = isLooking;
  }, [isLooking, leaveMark]);
}
