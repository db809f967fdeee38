import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../shell/icon.tsx";
import { faultText } from "../text/fault_text.ts";
import { bare, isolate } from "../text/isolate.ts";
import { byteText } from "./byte_text.ts";
import type { Upload, Uploads } from "./uploads.ts";

export interface UploadListProps {
  readonly uploads: readonly Upload[];
  readonly store: Uploads;
}

/** The files of the next message, and how far each has come. */
export function UploadList({ uploads, store }: UploadListProps) {
  const { t } = useTranslation();
  return (
    <ul className="uploads" aria-label={t("files.next")}>
      {uploads.map((upload) => <UploadLine key={upload.key} upload={upload} store={store} />)}
    </ul>
  );
}

function UploadLine({ upload, store }: { readonly upload: Upload; readonly store: Uploads }) {
  const { t, i18n } = useTranslation();
  const { key, file, state, sent, error } = upload;
  return (
    <li className={`upload ${state}`}>
      {file.type.startsWith("image/") ? <Preview file={file} /> : <Icon name="file" />}
      <span className="name" dir="auto">{bare(file.name)}</span>
      {state === "failed"
        ? <span className="fault" role="alert">{faultText(t, error)}</span>
        : <span className="size">{byteText(file.size, i18n.language)}</span>}
      {state === "going" && (
        <progress max={file.size} value={sent} aria-label={t("files.progress", { name: isolate(file.name) })} />
      )}
      {state === "failed" && (
        <button type="button" className="button small" onClick={() => store.retry(key)}>{t("fault.again")}</button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={t("files.drop", { name: isolate(file.name) })}
        onClick={() => store.cancel(key)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

/** Of a picture that is still here only. */
function Preview({ file }: { readonly file: File }) {
  const address = useMemo(() => URL.createObjectURL(file), [file]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  return <img src={address} alt="" />;
}
