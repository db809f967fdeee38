import { useTranslation } from "react-i18next";
import { type TimelineItem, useClient, useRooms } from "../../react/mod.ts";
import { navigate, routeToMessage } from "../routing/route.ts";
import { Icon } from "../shell/icon.tsx";
import { useToast } from "../shell/toasts.tsx";
import { isolate } from "../text/isolate.ts";
import { dayText, timeText } from "../text/time_text.ts";

export interface OriginProps {
  readonly from: NonNullable<TimelineItem["forwarded"]>;
  nameOf(user: TimelineItem["user"]): string;
}

/** Above a message that repeats another: who said it, and where, for who is in that room. */
export function Origin({ from, nameOf }: OriginProps) {
  const { t, i18n } = useTranslation();
  const { api } = useClient();
  const { rooms } = useRooms();
  const toast = useToast();
  const room = rooms.find(({ id }) => id === from.room_id);
  const name = isolate(nameOf({ id: from.user_id, name: from.username }));
  const text = room === undefined
    ? t("forward.from", { name })
    : t("forward.fromRoom", { name, room: isolate(room.name) });
  const words = { today: t("messages.today"), yesterday: t("messages.yesterday") };
  const when = `${dayText(from.timestamp, i18n.language, words, new Date())}, ${
    timeText(from.timestamp, i18n.language)
  }`;
  const show = async () => {
    const { room_id, seq } = from;
    // What was said in a thread is shown with its thread.
    const { message: { thread } } = await api.messages.get(room_id, seq);
    navigate(routeToMessage(room_id, seq, thread));
  };
  return (
    <div className="origin">
      <Icon name="onward" turns />
      {room === undefined ? <span>{text}</span> : (
        <button
          type="button"
          className="text-button"
          title={t("forward.show")}
          onClick={() => void show().catch(() => toast(t("forward.gone")))}
        >
          {text}
        </button>
      )}
      <time dateTime={from.timestamp}>{when}</time>
    </div>
  );
}
