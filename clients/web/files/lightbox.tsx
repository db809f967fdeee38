import { useTranslation } from "react-i18next";
import type { Attachment } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { Icon } from "../shell/icon.tsx";
import { bare, isolate } from "../text/isolate.ts";
import { contentAddress } from "./file_address.ts";

export interface LightboxProps {
  readonly files: readonly Attachment[];
  /** Number of the picture that is shown. */
  readonly at: number;
  onMove(at: number): void;
  onClose(): void;
}

/** One picture over the whole page; arrows lead to the others of its message. */
export function Lightbox({ files, at, onMove, onClose }: LightboxProps) {
  const { t } = useTranslation();
  const file = files[at];
  if (file === undefined) return null;
  const step = (by: number) => onMove((at + by + files.length) % files.length);
  return (
    <Dialog title={bare(file.name)} kind="lightbox" onClose={onClose}>
      <div
        className="lightbox-stage"
        onKeyDown={(event) => {
          if (event.key === "ArrowRight") step(1);
          else if (event.key === "ArrowLeft") step(-1);
        }}
      >
        <img src={contentAddress(file.id)} alt={t("files.picture", { name: isolate(file.name) })} />
        <div className="ends">
          {files.length > 1 && (
            <>
              <button type="button" className="icon-button" aria-label={t("files.before")} onClick={() => step(-1)}>
                <Icon name="back" turns />
              </button>
              <span aria-live="polite">{at + 1} / {files.length}</span>
              <button type="button" className="icon-button" aria-label={t("files.after")} onClick={() => step(1)}>
                <Icon name="forward" turns />
              </button>
            </>
          )}
          <a className="button small" href={contentAddress(file.id)} download={file.name}>{t("files.save")}</a>
        </div>
      </div>
    </Dialog>
  );
}
