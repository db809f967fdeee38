import { useTranslation } from "react-i18next";
import type { TimelineItem } from "../../react/mod.ts";
import { isolate } from "../text/isolate.ts";
import { termsText } from "../text/terms_text.ts";

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
  const { of, role = "member" } = item;
  const names = {
    name: isolate(item.user.name),
    target: isolate(item.target?.name ?? ""),
    role: t(`messages.made.${role}`),
  };
  return (
    <div className="event" data-seq={item.seq} data-key={item.key} dir="auto">
      {action === undefined ? item.content : t(`messages.event.${action}`, names)}
      {termsText(t, i18n.language, item)}
      {of !== undefined && action === "pin" && (
        <>
          {" "}
          <button type="button" className="text-button" onClick={() => onJump(of)}>{t("messages.show")}</button>
        </>
      )}
    </div>
  );
}
