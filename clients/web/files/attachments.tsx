import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment } from "../../react/mod.ts";
import { Lightbox } from "./lightbox.tsx";
import { Picture } from "./picture.tsx";
import { Played } from "./played.tsx";

/** What a message carries: pictures are shown, sounds and films are played where they stand, the rest can be had. */
export function Attachments({ files }: { readonly files: readonly Attachment[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<number>();
  const pictures = files.filter(isPicture);
  return (
    <div className="attachments" role="group" aria-label={t("files.group")}>
      {pictures.length > 0 && (
        <div className="pictures">
          {pictures.map((file, i) => <Picture key={file.id} file={file} onOpen={() => setOpen(i)} />)}
        </div>
      )}
      {files.filter((file) => !isPicture(file)).map((file) => <Played key={file.id} file={file} />)}
      {open !== undefined && (
        <Lightbox
          files={pictures}
          at={open}
          onMove={setOpen}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}

/** What browsers show as a picture, and what cannot hold a script. */
function isPicture({ type, width }: Attachment): boolean {
  return width !== undefined && /^image\/(png|jpeg|webp|gif|avif)$/.test(type);
}
