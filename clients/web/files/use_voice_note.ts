import { useCallback, useEffect, useRef, useState } from "react";
import { type VoiceNote, VoiceRecorder } from "./voice_recorder.ts";

/** Longest voice note, seconds: who says more is not listened to. At its end it is as if Done had been pressed. */
const secondsMax = 600;

export interface UseVoiceNote {
  /** `asking`: the browser asks whether the page may use the microphone. */
  readonly state: "idle" | "asking" | "going";
  readonly seconds: number;
  /** Why there is no recording. */
  readonly fault: unknown;
  start(): void;
  finish(): void;
  discard(): void;
}

/** Records what one says; `onNote` gets it. Whoever leaves the place meanwhile has said nothing. */
export function useVoiceNote(onNote: (note: VoiceNote) => void): UseVoiceNote {
  const [state, setState] = useState<UseVoiceNote["state"]>("idle");
  const [seconds, setSeconds] = useState(0);
  const [fault, setFault] = useState<unknown>();
  const recorder = useRef<VoiceRecorder>(undefined);
  const isGone = useRef(false);

  const discard = useCallback(() => {
    recorder.current?.discard();
    recorder.current = undefined;
    setFault(undefined);
    setState("idle");
  }, []);
  const finish = useCallback(async () => {
    const going = recorder.current;
    recorder.current = undefined;
    if (going === undefined) return;
    setState("idle");
    onNote(await going.finish());
  }, [onNote]);
  const start = useCallback(async () => {
    setFault(undefined);
    setSeconds(0);
    setState("asking");
    try {
      const started = await VoiceRecorder.start();
      if (isGone.current) return started.discard();
      recorder.current = started;
      setState("going");
    } catch (error) {
      setFault(error);
      setState("idle");
    }
  }, []);

  useEffect(() => {
    if (state !== "going") return;
    const timer = setInterval(() => {
      const now = recorder.current?.seconds ?? 0;
      setSeconds(now);
      if (now >= secondsMax) void finish();
    }, 250);
    return () => clearInterval(timer);
  }, [state, finish]);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
      recorder.current?.discard();
      recorder.current = undefined;
    };
  }, []);
  return { state, seconds, fault, start: () => void start(), finish: () => void finish(), discard };
}
