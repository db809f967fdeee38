import { memo } from "react";
import { useTranslation } from "react-i18next";
import { dayText } from "../text/time_text.ts";
import { Message } from "./message.tsx";
import type { MessageRowProps } from "./row_props.ts";
import { SystemEvent } from "./system_event.tsx";

/** One entry of the list, with the line above it where a day or what is new begins. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { item, day, fresh } = props;
  const { t, i18n } = useTranslation();
  const words = { today: t("messages.today"), yesterday: t("messages.yesterday") };
  return (
    <>
      {day && <div className="day" role="separator">{dayText(item.timestamp, i18n.language, words, new Date())}</div>}
      {fresh && <div className="new-line" role="separator">{t("messages.fresh")}</div>}
      {item.kind === "message" ? <Message {...props} /> : <SystemEvent item={item} onJump={props.onJump} />}
    </>
  );
});
