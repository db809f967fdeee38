import { createContext, useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { type LinkPreview, type TimelineItem, useLinkPreviews } from "../../react/mod.ts";
import { Blur } from "../files/blur.tsx";
import { Icon } from "../shell/icon.tsx";
import { isolate } from "../text/isolate.ts";
import { withoutPreview } from "./without_preview.ts";

/** Whether somebody wants to see where links lead. */
export const PreviewsShown = createContext(true);

export interface LinkCardsProps {
  readonly room: string;
  readonly item: TimelineItem;
  readonly isOwn: boolean;
  onEdit(seq: number, text: string): void;
}

/** Cards that the server makes at most of one message. */
const cardsMax = 3;
/** What one has put away, until the page is loaded anew. */
const hidden = new Set<string>();

/** Where the links of a message lead. Their place is kept while that is asked, so that nothing moves when it is known. */
export function LinkCards({ room, item, isOwn, onEdit }: LinkCardsProps) {
  const { t } = useTranslation();
  const isShown = useContext(PreviewsShown);
  const [, setHidden] = useState(0);
  const { seq, content } = item;
  // What is being changed says something else on the server still.
  const asked = isShown && !item.isChanging && !item.isDeleted ? seq : undefined;
  const { previews, status } = useLinkPreviews(room, asked, content);
  if (asked === undefined) return null;
  if (status === "loading") {
    const count = Math.min(cardsMax, content.match(/(?<!<)https?:\/\//gi)?.length ?? 0);
    return Array.from({ length: count }, (_, i) => <div key={i} className="link-card waiting" aria-hidden="true" />);
  }
  const name = (preview: LinkPreview) => `${room}/${seq} ${preview.url}`;
  const hide = (preview: LinkPreview) => {
    hidden.add(name(preview));
    setHidden(hidden.size);
  };
  return previews.filter((preview) => !hidden.has(name(preview))).map((preview) => (
    <LinkCard
      key={preview.url}
      preview={preview}
      label={isOwn ? t("previews.remove") : t("previews.hide")}
      onClose={() => isOwn ? onEdit(asked, withoutPreview(content, preview.link)) : hide(preview)}
    />
  ));
}

interface LinkCardProps {
  readonly preview: LinkPreview;
  /** What closing it does. */
  readonly label: string;
  onClose(): void;
}

function LinkCard({ preview: { url, host, title, description, picture }, label, onClose }: LinkCardProps) {
  const [isThere, setThere] = useState(false);
  return (
    <div className="link-card">
      <a href={url} target="_blank" rel="noopener noreferrer nofollow">
        {picture !== undefined && (
          <span className="link-picture">
            {!isThere && <Blur hash={picture.blur} />}
            <img src={picture.url} alt="" loading="lazy" decoding="async" onLoad={() => setThere(true)} />
          </span>
        )}
        <span className="link-words">
          <span className="host">{isolate(host)}</span>
          {title !== undefined && <strong dir="auto">{title}</strong>}
          {description !== undefined && <span className="description" dir="auto">{description}</span>}
        </span>
      </a>
      <button
        type="button"
        className="icon-button"
        aria-label={`${label}: ${isolate(title ?? host)}`}
        title={label}
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
