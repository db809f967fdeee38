import { type ReactNode, type SyntheticEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment } from "../../react/mod.ts";
import { Icon } from "../shell/icon.tsx";
import { bare, isolate } from "../text/isolate.ts";
import { byteText } from "./byte_text.ts";
import { contentAddress } from "./file_address.ts";
import { timeText } from "./time_text.ts";

/** Sounds and films where they stand, by the browser's own controls; what it cannot play, and all else, can be had. */
export function Played({ file }: { readonly file: Attachment }) {
  const { t } = useTranslation();
  const [isBroken, setBroken] = useState(false);
  const { id, type, name } = file;
  const isFilm = type.startsWith("video/");
  if (!isFilm && !type.startsWith("audio/")) return <FileLine file={file} />;
  if (isBroken) return <FileLine file={file}>{t("files.unplayable")}</FileLine>;
  const given = {
    ...{ controls: true, src: contentAddress(id), "aria-label": name },
    onPlay: silenceOthers,
    onError: () => setBroken(true),
  };
  return (
    <figure className="played">
      {isFilm ? <video {...given} preload="metadata" playsInline /> : <audio {...given} preload="none" />}
      <figcaption>
        <span className="name" dir="auto">{bare(name)}</span>
        {file.duration !== undefined && <time>{timeText(file.duration)}</time>}
        <SaveLink file={file} />
      </figcaption>
    </figure>
  );
}

function SaveLink({ file: { id, name, size } }: { readonly file: Attachment }) {
  const { t, i18n } = useTranslation();
  return (
    <a href={`${contentAddress(id)}?download=1`} download={name}>
      {t("files.save")} <span className="unseen">{isolate(name)}</span> ({byteText(size, i18n.language)})
    </a>
  );
}

interface FileLineProps {
  readonly file: Attachment;
  /** What is to be said of it. */
  readonly children?: ReactNode;
}

function FileLine({ file: { id, name, size }, children }: FileLineProps) {
  const { i18n } = useTranslation();
  return (
    <a className="file-line" href={contentAddress(id)} download={name}>
      <Icon name="file" />
      <span className="name" dir="auto">{bare(name)}</span>
      <span className="size">{children ?? byteText(size, i18n.language)}</span>
    </a>
  );
}

/** Nobody listens to two things at once. */
function silenceOthers({ currentTarget }: SyntheticEvent<HTMLMediaElement>): void {
  for (const other of document.querySelectorAll<HTMLMediaElement>("audio, video")) {
    if (other !== currentTarget) other.pause();
  }
}
