import { useTranslation } from "react-i18next";
import { isolate } from "../text/isolate.ts";
import { wholeTimeText } from "../text/time_text.ts";
import type { Silence } from "./silence.ts";

/** Stands where one would write: why one cannot. */
export function Silent({ silence }: { readonly silence: Silence }) {
  const { t, i18n } = useTranslation();
  const text = silence.kind !== "muted"
    ? t(`voice.${silence.kind}`)
    : silence.until === undefined
    ? t("voice.mutedAlways")
    : t("voice.muted", { when: wholeTimeText(silence.until, i18n.language) });
  return (
    <p className="notice silent" role="status">
      <span className="grow">
        {text}
        {silence.kind === "muted" && silence.reason !== undefined && (
          <span className="block">{t("people.because", { reason: isolate(silence.reason) })}</span>
        )}
      </span>
    </p>
  );
}
