import { useEffect, useRef, useState } from "react";

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
  /** The newest message is in sight. */
  readonly isAtEnd: boolean;
  /** The newest message that is shown. */
  readonly lastSeq: number | undefined;
  markRead(seq: number): void;
  /** Somebody looked away: what comes from now on is new. */
  leaveMark(): void;
}

/** What is in sight of somebody who looks has been read. */
export function useReading({ isLooking, isAtEnd, lastSeq, markRead, leaveMark }: Reading): void {
  const told = useRef({ at: 0, looked: isLooking });
  const seq = isLooking && isAtEnd ? lastSeq : undefined;
  useEffect(() => {
    if (seq === undefined) return;
    const wait = Math.max(0, told.current.at + tellMs - performance.now());
    const timer = setTimeout(() => {
      told.current.at = performance.now();
      markRead(seq);
    }, wait);
    return () => clearTimeout(timer);
  }, [seq, markRead]);
  useEffect(() => {
    if (told.current.looked && !isLooking) leaveMark();
    told.current.looked = isLooking;
  }, [isLooking, leaveMark]);
}
