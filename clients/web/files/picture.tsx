import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment } from "../../react/mod.ts";
import { isolate } from "../text/isolate.ts";
import { Blur } from "./blur.tsx";
import { contentAddress, thumbnailAddress } from "./file_address.ts";

export interface PictureProps {
  readonly file: Attachment;
  onOpen(): void;
}

/** A picture among messages: its place is as large as it will be, so that nothing moves when it has come. */
export function Picture({ file, onOpen }: PictureProps) {
  const { t } = useTranslation();
  const [isThere, setThere] = useState(false);
  const { id, name, width, height, blur, thumbnail } = file;
  return (
    <button type="button" className="picture-button" onClick={onOpen}>
      {!isThere && blur !== undefined && <Blur hash={blur} />}
      <img
        src={thumbnail ? thumbnailAddress(id) : contentAddress(id)}
        alt={t("files.picture", { name: isolate(name) })}
        width={width}
        height={height}
        loading="lazy"
        decoding="async"
        onLoad={() => setThere(true)}
      />
    </button>
  );
}
