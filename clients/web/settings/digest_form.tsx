import type { TFunction } from "i18next";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, useDigest } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";

/** Whether one is told by mail what one missed, and how to change that. Nothing at all where the server sends no mail. */
export function DigestForm() {
  const { t } = useTranslation();
  const id = useId();
  const { digest, turn } = useDigest();
  const [refused, setRefused] = useState<string>();
  const turning = useAction(async (on: boolean) => {
    setRefused(undefined);
    await turn(on).catch((error: unknown) => {
      const why = refusalText(t, error);
      if (why === undefined) throw error;
      setRefused(why);
    });
  });
  if (digest === undefined || digest === null) return null;
  const { state, email } = digest;
  const fault = refused ?? turning.fault;
  return (
    <div className="push">
      <h4>{t("digest.heading")}</h4>
      <label className="check">
        <input
          type="checkbox"
          checked={state !== "off"}
          aria-describedby={id}
          onChange={(event) => turning.run(event.target.checked)}
        />
        {t("digest.label")}
      </label>
      <p id={id} className="hint" role="status">{t(`digest.${state}`, { email })}</p>
      {state === "unconfirmed" && (
        <div>
          <button type="button" className="button" aria-disabled={turning.busy} onClick={() => turning.run(true)}>
            {t("digest.again")}
          </button>
        </div>
      )}
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
    </div>
  );
}

/** What is refused here for other reasons than elsewhere. */
function refusalText(t: TFunction, error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { code, retryAfterMs = 0 } = error;
  if (code === "rate_limited") return t("digest.wait", { count: Math.max(1, Math.ceil(retryAfterMs / 60_000)) });
  return code === "unavailable" ? t("digest.failed") : undefined;
}
