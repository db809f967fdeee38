import { useTranslation } from "react-i18next";
import type { TimelineItem } from "../../react/mod.ts";
import { isolate } from "../text/isolate.ts";
import { wholeTimeText } from "../text/time_text.ts";

const told = [
  "join",
  "leave",
  "add",
  "remove",
  "change",
  "delete",
  "role",
  "transfer",
  "ban",
  "unban",
  "mute",
  "unmute",
  "pin",
  "unpin",
] as const;

export interface SystemEventProps {
  readonly item: TimelineItem;
  onJump(seq: number): void;
}

/** Something that happened to the room or its people. */
export function SystemEvent({ item, onJump }: SystemEventProps) {
  const { t, i18n } = useTranslation();
  const action = told.find((known) => known === item.action);
  const { of, role = "member", until, reason } = item;
  const names = {
    name: isolate(item.user.name),
    target: isolate(item.target?.name ?? ""),
    role: t(`messages.made.${role}`),
  };
  const more = [
    ...(until === undefined ? [] : [t("people.until", { when: wholeTimeText(until, i18n.language) })]),
    ...(reason === undefined ? [] : [t("people.because", { reason: isolate(reason) })]),
  ];
  return (
    <div className="event" data-seq={item.seq} data-key={item.key} dir="auto">
      {action === undefined ? item.content : t(`messages.event.${action}`, names)}
      {more.length > 0 && ` (${more.join(", ")})`}
      {of !== undefined && action === "pin" && (
        <>
          {" "}
          <button type="button" className="text-button" onClick={() => onJump(of)}>{t("messages.show")}</button>
        </>
      )}
    </div>
  );
}
