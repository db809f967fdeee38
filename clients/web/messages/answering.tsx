import { useTranslation } from "react-i18next";
import type { TimelineItem } from "../../react/mod.ts";
import { Icon } from "../shell/icon.tsx";
import { isolate } from "../text/isolate.ts";
import { saidText } from "../text/said_text.ts";

export interface AnsweringProps {
  readonly item: TimelineItem;
  nameOf(user: TimelineItem["user"]): string;
  onDrop(): void;
}

/** Above where one writes: what the next message answers. */
export function Answering({ item, nameOf, onDrop }: AnsweringProps) {
  const { t } = useTranslation();
  return (
    <div className="answering">
      <Icon name="reply" turns />
      <span className="grow">
        <span>{t("composer.answering", { name: isolate(nameOf(item.user)) })}</span>
        <span className="quoted-text" dir="auto">{saidText(item)}</span>
      </span>
      <button type="button" className="icon-button" aria-label={t("composer.answerNot")} onClick={onDrop}>
        <Icon name="close" />
      </button>
    </div>
  );
}
