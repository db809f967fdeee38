import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment } from "../../react/mod.ts";
import { Icon } from "../shell/icon.tsx";
import { bare } from "../text/isolate.ts";
import { byteText } from "./byte_text.ts";
import { contentAddress } from "./file_address.ts";
import { Lightbox } from "./lightbox.tsx";
import { Picture } from "./picture.tsx";

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

function Played({ file }: { readonly file: Attachment }) {
  const { id, type, name } = file;
  if (type.startsWith("audio/")) {
    return (
      <figure className="played">
        <figcaption className="name" dir="auto">{bare(name)}</figcaption>
        <audio controls preload="none" src={contentAddress(id)} aria-label={name} />
      </figure>
    );
  }
  if (type.startsWith("video/")) {
    return (
      <figure className="played">
        <video
          controls
          preload="metadata"
          src={contentAddress(id)}
          aria-label={name}
          width={file.width}
          height={file.height}
        />
      </figure>
    );
  }
  return <FileLine file={file} />;
}

function FileLine({ file: { id, name, size } }: { readonly file: Attachment }) {
  const { i18n } = useTranslation();
  return (
    <a className="file-line" href={contentAddress(id)} download={name}>
      <Icon name="file" />
      <span className="name" dir="auto">{bare(name)}</span>
      <span className="size">{byteText(size, i18n.language)}</span>
    </a>
  );
}
