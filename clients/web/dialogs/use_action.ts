import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { faultText } from "../text/fault_text.ts";

export interface Action<Input> {
  readonly busy: boolean;
  /** What went wrong the last time, in words. */
  readonly fault: string | undefined;
  /** Does it, unless it is under way already. */
  run(input: Input): void;
}

/** Something that takes a while and may fail, begun by a button. */
export function useAction<Input = void>(work: (input: Input) => Promise<unknown>): Action<Input> {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const now = useRef({ work, busy: false });
  now.current.work = work;
  const run = useCallback((input: Input) => {
    if (now.current.busy) return;
    now.current.busy = true;
    setBusy(true);
    setError(undefined);
    now.current.work(input).catch((thrown: unknown) => setError(thrown ?? {})).finally(() => {
      now.current.busy = false;
      setBusy(false);
    });
  }, []);
  return { busy, fault: error === undefined ? undefined : faultText(t, error), run };
}
