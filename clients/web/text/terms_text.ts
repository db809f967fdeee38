import type { TFunction } from "i18next";
import { isolate } from "./isolate.ts";
import { wholeTimeText } from "./time_text.ts";

/** Until when something holds, and why, behind what was done; empty where neither was said. */
export function termsText(
  t: TFunction,
  language: string,
  { until, reason }: { readonly until?: string | undefined; readonly reason?: string | undefined },
): string {
  const terms = [
    ...(until === undefined ? [] : [t("people.until", { when: wholeTimeText(until, language) })]),
    ...(reason === undefined ? [] : [t("people.because", { reason: isolate(reason) })]),
  ];
  return terms.length === 0 ? "" : ` (${terms.join(", ")})`;
}
