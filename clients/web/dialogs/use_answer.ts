import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { faultText } from "../text/fault_text.ts";

export interface Answer<Value> {
  readonly value: Value | undefined;
  /** Why there is none, in words. */
  readonly fault: string | undefined;
}

/** What a question is answered with, asked when something is opened; `ask` is the same function for the same question. */
export function useAnswer<Value>(ask: (signal: AbortSignal) => Promise<Value>): Answer<Value> {
  const { t } = useTranslation();
  const [answer, setAnswer] = useState<{ readonly value?: Value; readonly error?: unknown }>({});
  useEffect(() => {
    const giveUp = new AbortController();
    setAnswer({});
    ask(giveUp.signal).then((value) => {
      if (!giveUp.signal.aborted) setAnswer({ value });
    }, (error: unknown) => {
      if (!giveUp.signal.aborted) setAnswer({ error: error ?? {} });
    });
    return () => giveUp.abort();
  }, [ask]);
  return { value: answer.value, fault: answer.error === undefined ? undefined : faultText(t, answer.error) };
}
