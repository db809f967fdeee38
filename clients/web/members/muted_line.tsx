import { useTranslation } from "react-i18next";
import { type OneMember, usePeopleActions } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";
import { isolate } from "../text/isolate.ts";
import { wholeTimeText } from "../text/time_text.ts";

export interface MutedLineProps {
  readonly room: string;
  readonly user: string;
  readonly muted: OneMember["muted"] & object;
  onLifted(): void;
}

/** That somebody is muted, for how long and why, and the way back. */
export function MutedLine({ room, user, muted: { until, reason }, onLifted }: MutedLineProps) {
  const { t, i18n } = useTranslation();
  const { unmute } = usePeopleActions(room);
  const { busy, fault, run } = useAction(async () => {
    await unmute(user);
    onLifted();
  });
  return (
    <>
      <div className="notice">
        <span className="grow">
          {until === undefined
            ? t("people.mutedAlways")
            : t("people.muted", { when: wholeTimeText(until, i18n.language) })}
          {reason !== undefined && <span className="block">{t("people.because", { reason: isolate(reason) })}</span>}
        </span>
        <button type="button" className="button small" aria-disabled={busy} onClick={() => run()}>
          {t("people.unmute")}
        </button>
      </div>
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
    </>
  );
}
