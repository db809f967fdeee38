import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../shell/icon.tsx";

/** Chooses files of this machine. */
export function AttachButton({ onFiles }: { onFiles(files: readonly File[]): void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className="icon-button"
        title={t("files.attach")}
        aria-label={t("files.attach")}
        onClick={() => input.current?.click()}
      >
        <Icon name="clip" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t("files.attach")}
        onChange={({ currentTarget }) => {
          onFiles([...currentTarget.files ?? []]);
          // The same file can be chosen again.
          currentTarget.value = "";
        }}
      />
    </>
  );
}
