import { useTranslation } from "react-i18next";
import { type DataJob, useClient, useOwnData } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";
import { Waiting } from "../dialogs/waiting.tsx";
import { faultText } from "../text/fault_text.ts";
import { dateText } from "../text/time_text.ts";

/** A copy of everything the server keeps of one: asked for, waited for, fetched. */
export function OwnData() {
  const { t } = useTranslation();
  const { copy, error, request, remove } = useOwnData();
  const asking = useAction(request);
  const removing = useAction(remove);
  const fault = asking.fault ?? removing.fault;
  return (
    <section>
      <h3>{t("data.title")}</h3>
      <p>{t("data.copyHint")}</p>
      {copy === undefined && <Waiting fault={error === undefined ? undefined : faultText(t, error)} />}
      {copy?.state === "open" && <Progress share={copy.progress} />}
      {copy?.state === "done" && <Finished copy={copy} />}
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="ends">
        {copy?.state === "done" && (
          <button
            type="button"
            className="button"
            aria-disabled={removing.busy}
            onClick={() => removing.run()}
          >
            {t("data.remove")}
          </button>
        )}
        {copy !== undefined && copy?.state !== "open" && (
          <button
            type="button"
            className="button"
            aria-disabled={asking.busy}
            onClick={() => asking.run()}
          >
            {copy === null ? t("data.request") : t("data.again")}
          </button>
        )}
      </div>
    </section>
  );
}

function Progress({ share }: { readonly share: number }) {
  const { t } = useTranslation();
  return (
    <p role="status">
      <progress aria-label={t("data.gathering")} value={share} max={1} /> {t("data.gathering")}
    </p>
  );
}

function Finished({ copy }: { readonly copy: DataJob }) {
  const { t, i18n } = useTranslation();
  const { api } = useClient();
  // The cookie of the page says who asks, and the server that it is a file.
  const address = (format: string) => `${api.url}/api/users/me/export/file?format=${format}`;
  return (
    <p role="status">
      {t("data.ready", { when: dateText(copy.created_at, i18n.language) })}{" "}
      <a href={address("html")} download>{t("data.page")}</a> <a href={address("json")} download>{t("data.json")}</a>
    </p>
  );
}
