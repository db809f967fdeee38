import { useTranslation } from "react-i18next";
import { type TimelineItem, useReceipts } from "../../react/mod.ts";
import { Icon } from "../shell/icon.tsx";
import { isolate } from "../text/isolate.ts";
import { withoutWriter } from "./who_read.tsx";

export interface ReadLineProps {
  readonly room: string;
  readonly item: TimelineItem;
  nameOf(user: TimelineItem["user"]): string;
  usernameOf(id: string): string | undefined;
  onOpen(from: HTMLElement): void;
}

/** Under the last thing that one has said: how many have read it. */
export function ReadLine({ room, item, nameOf, usernameOf, onOpen }: ReadLineProps) {
  const { t } = useTranslation();
  const { users: [only], count } = withoutWriter(useReceipts(room, item.seq ?? 0), item.user.id);
  if (count === 0) return null;
  const username = only === undefined ? undefined : usernameOf(only);
  const isOne = count === 1 && only !== undefined && username !== undefined;
  return (
    <button type="button" className="read-line" onClick={(event) => onOpen(event.currentTarget)}>
      <Icon name="eye" />
      {isOne
        ? t("receipts.by", { name: isolate(nameOf({ id: only, name: username })) })
        : t("receipts.count", { count })}
    </button>
  );
}
