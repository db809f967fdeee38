import { useTranslation } from "react-i18next";
import type { TimelineItem } from "../../react/mod.ts";
import { Icon } from "../shell/icon.tsx";
import { type Deed, deeds } from "./deed.ts";
import { deedLabel } from "./deed_label.ts";

export interface DeedBarProps {
  readonly item: TimelineItem;
  readonly can: readonly Deed[];
  /** `from`: the button, beside which more may open. */
  onDeed(deed: Deed, from: HTMLElement): void;
  onMore(from: HTMLElement): void;
}

/** As many fit beside a message; the rest is in the menu. */
const shown: readonly Deed[] = ["react", "reply", "thread", "edit"];

/** What is done most, beside the message that the mouse or the keyboard is at. */
export function DeedBar({ item, can, onDeed, onMore }: DeedBarProps) {
  const { t } = useTranslation();
  return (
    <div className="deed-bar" role="toolbar" aria-label={t("deeds.bar")}>
      {shown.filter((deed) => can.includes(deed)).map((deed) => {
        const label = deedLabel(t, deed, item);
        return (
          <button
            key={deed}
            type="button"
            className="icon-button"
            title={label}
            aria-label={label}
            onClick={(event) => onDeed(deed, event.currentTarget)}
          >
            <Icon name={deeds[deed].icon} />
          </button>
        );
      })}
      <button
        type="button"
        className="icon-button"
        title={t("deeds.more")}
        aria-label={t("deeds.more")}
        aria-haspopup="menu"
        onClick={(event) => onMore(event.currentTarget)}
      >
        <Icon name="more" />
      </button>
    </div>
  );
}
