import type { TFunction } from "i18next";
import type { TimelineItem } from "../../react/mod.ts";
import type { Deed } from "./deed.ts";

/** What a deed is called for this message. */
export function deedLabel(t: TFunction, deed: Deed, item: TimelineItem): string {
  return deed === "pin" && item.isPinned ? t("deeds.unpin") : t(`deeds.${deed}`);
}
