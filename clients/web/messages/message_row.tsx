import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineItem } from "../../sdk/mod.ts";
import { Avatar } from "../shell/avatar.tsx";
import { isolate } from "../text/isolate.ts";
import { dayText, timeText, wholeTimeText } from "../text/time_text.ts";
import { Fate } from "./fate.tsx";
import type { Grouping } from "./grouping.ts";
import { RichText } from "./rich_text.tsx";

/** What rows ask and do. The same functions as long as their answers are: rows are drawn anew only for new ones. */
export interface RowActions {
  /** The name to show, where somebody has one beside the username. */
  nameOf(user: TimelineItem["user"]): string;
  /** The address of somebody's picture. */
  pictureOf(id: string): string | undefined;
  onRetry(item: TimelineItem): void;
  onDiscard(item: TimelineItem): void;
}

export interface MessageRowProps extends Grouping, RowActions {
  readonly item: TimelineItem;
}

/** One entry of the list, with the line above it where a day or what is new begins. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { item, day, fresh } = props;
  const { t, i18n } = useTranslation();
  const words = { today: t("messages.today"), yesterday: t("messages.yesterday") };
  return (
    <>
      {day && <div className="day" role="separator">{dayText(item.timestamp, i18n.language, words, new Date())}</div>}
      {fresh && <div className="new-line" role="separator">{t("messages.fresh")}</div>}
      {item.kind === "message" ? <Message {...props} /> : <SystemEvent item={item} />}
    </>
  );
});

function Message({ item, first, nameOf, pictureOf, onRetry, onDiscard }: MessageRowProps) {
  const { t, i18n } = useTranslation();
  const name = nameOf(item.user);
  const time = timeText(item.timestamp, i18n.language);
  const state = item.state === "sent" ? "" : ` ${item.state}`;
  return (
    <article
      className={`message${first ? " first" : ""}${state}`}
      aria-label={t("messages.from", { name: isolate(name), time })}
      data-seq={item.seq}
    >
      {first
        ? <Avatar id={item.user.id} name={name} picture={pictureOf(item.user.id)} />
        : <span className="gutter">{time}</span>}
      <div>
        {first && (
          <div className="byline">
            <span className="name" dir="auto">{name}</span>
            <time dateTime={item.timestamp} title={wholeTimeText(item.timestamp, i18n.language)}>{time}</time>
          </div>
        )}
        <RichText text={item.content} />
        {item.state !== "sent" && <Fate item={item} onRetry={onRetry} onDiscard={onDiscard} />}
      </div>
    </article>
  );
}

const told = ["join", "leave", "add", "remove", "change", "delete"] as const;

function SystemEvent({ item }: { readonly item: TimelineItem }) {
  const { t } = useTranslation();
  const action = told.find((known) => known === item.action);
  const names = { name: isolate(item.user.name), target: isolate(item.target?.name ?? "") };
  return (
    <div className="event" data-seq={item.seq} dir="auto">
      {action === undefined ? item.content : t(`messages.event.${action}`, names)}
    </div>
  );
}
