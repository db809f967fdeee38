import { useTranslation } from "react-i18next";
import { useNotices } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";
import { usePush } from "./use_push.ts";

/** Whether this browser tells of messages while no page of the chat is open: as it stands, in words, and to be changed. */
export function PushForm() {
  const { t } = useTranslation();
  const { notices, update } = useNotices();
  const { state, others, turn } = usePush();
  const turning = useAction(turn);
  const preview = useAction((shown: boolean) => update({ preview: shown }));
  if (state === undefined) return null;
  const canTurn = state === "on" || state === "off" || state === "denied";
  const fault = turning.fault ?? preview.fault;
  return (
    <div className="push">
      <h4>{t("push.heading")}</h4>
      {canTurn && (
        <label className="check">
          <input
            type="checkbox"
            checked={state === "on"}
            disabled={turning.busy}
            aria-describedby="push-state"
            onChange={(event) => turning.run(event.target.checked)}
          />
          {t("push.label")}
        </label>
      )}
      <p id="push-state" className="hint" role="status">{t(`push.${state}`)}</p>
      {others > 0 && <p className="hint">{t("push.others", { count: others })}</p>}
      {notices !== undefined && (state === "on" || others > 0) && (
        <label className="check">
          <input
            type="checkbox"
            checked={notices.preview}
            onChange={(event) => preview.run(event.target.checked)}
          />
          {t("push.preview")}
        </label>
      )}
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
    </div>
  );
}
