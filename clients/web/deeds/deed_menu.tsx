import { useTranslation } from "react-i18next";
import type { TimelineItem } from "../../react/mod.ts";
import type { Point } from "../dialogs/floating.tsx";
import { Menu } from "../dialogs/menu.tsx";
import { type Deed, deedOfKey, deeds } from "./deed.ts";
import { deedLabel } from "./deed_label.ts";

export interface DeedMenuProps {
  readonly item: TimelineItem;
  readonly can: readonly Deed[];
  readonly at: Point;
  onDeed(deed: Deed): void;
  onClose(): void;
}

/** Everything that can be done with a message, each with its key. */
export function DeedMenu({ item, can, at, onDeed, onClose }: DeedMenuProps) {
  const { t } = useTranslation();
  const entries = can.map((deed) => ({
    label: deedLabel(t, deed, item),
    icon: deeds[deed].icon,
    keys: deeds[deed].key,
    isDangerous: deed === "delete",
    run: () => onDeed(deed),
  }));
  return (
    <Menu
      label={t("deeds.bar")}
      at={at}
      entries={entries}
      onKey={(event) => {
        const deed = deedOfKey(event);
        if (deed === undefined || !can.includes(deed)) return false;
        onDeed(deed);
        return true;
      }}
      onClose={onClose}
    />
  );
}
