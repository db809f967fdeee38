import { useTranslation } from "react-i18next";
import type { TimelineItem } from "../../react/mod.ts";
import { EmojiPicker } from "../composer/emoji_picker.tsx";
import { Floating } from "../dialogs/floating.tsx";
import { ForwardDialog } from "../forward/forward_dialog.tsx";
import { itemAt } from "../messages/item_at.ts";
import { WhoRead } from "../receipts/who_read.tsx";
import { DeedMenu } from "./deed_menu.tsx";
import { DeleteMessage } from "./delete_message.tsx";
import { HistoryDialog } from "./history_dialog.tsx";
import { ReportMessage } from "../reports/report_message.tsx";
import type { Deeds } from "./use_deeds.ts";
import { WhoReacted } from "./who_reacted.tsx";

export interface DeedWindowsProps {
  readonly room: string;
  readonly deeds: Deeds;
  readonly items: readonly TimelineItem[];
  onDelete(seq: number): void;
  nameOf(user: { readonly id: string; readonly name: string }): string;
  usernameOf(id: string): string | undefined;
}

/** What opens over the page for the message that something is done with. */
export function DeedWindows({ room, deeds, items, onDelete, nameOf, usernameOf }: DeedWindowsProps) {
  const { t } = useTranslation();
  const { doing, actions } = deeds;
  const { close } = actions;
  const item = itemAt(items, doing?.seq);
  if (doing === undefined || item === undefined) return null;
  switch (doing.kind) {
    case "menu":
      return (
        <DeedMenu
          item={item}
          can={actions.can(item)}
          at={doing.at}
          onDeed={(deed) => actions.act(deed, item, doing.at)}
          onClose={close}
        />
      );
    case "react":
      return (
        <Floating at={doing.at} role="dialog" label={t("deeds.react")} onClose={close}>
          <EmojiPicker
            onClose={close}
            onPick={(emoji) => {
              close();
              actions.toggle(item, emoji, true);
            }}
          />
        </Floating>
      );
    case "delete":
      return <DeleteMessage item={item} onDelete={() => onDelete(doing.seq)} onClose={close} />;
    case "history":
      return <HistoryDialog room={room} item={item} onClose={close} />;
    case "who":
      return <WhoReacted room={room} item={item} nameOf={nameOf} usernameOf={usernameOf} onClose={close} />;
    case "read":
      return <WhoRead room={room} item={item} nameOf={nameOf} usernameOf={usernameOf} onClose={close} />;
    case "forward":
      return <ForwardDialog room={room} item={item} nameOf={nameOf} onClose={close} />;
    case "report":
      return <ReportMessage room={room} item={item} onClose={close} />;
    case "edit":
      return null;
  }
}
