import { useTranslation } from "react-i18next";
import type { RoomSnapshot } from "../../react/mod.ts";
import { isolate } from "../text/isolate.ts";
import { wholeTimeText } from "../text/time_text.ts";

/** Says to whose membership others have ended: who, why, and until when there is no way back. */
export function SentAway({ deed, by, reason, until }: NonNullable<RoomSnapshot["sentAway"]>) {
  const { t, i18n } = useTranslation();
  const name = isolate(by ?? "");
  return (
    <div className="notice sent-away" role="alert">
      <p>{by === undefined ? t("sentAway.banned") : t(`sentAway.${deed}`, { name })}</p>
      {reason !== undefined && <p dir="auto">{t("people.because", { reason: isolate(reason) })}</p>}
      {until !== undefined && <p>{t("sentAway.until", { when: wholeTimeText(until, i18n.language) })}</p>}
    </div>
  );
}
