import { useTranslation } from "react-i18next";
import type { TimelineItem } from "../../react/mod.ts";
import { Icon } from "../shell/icon.tsx";
import { isolate } from "../text/isolate.ts";

export interface ReactionsProps {
  readonly reactions: NonNullable<TimelineItem["reactions"]>;
  /** The name of a user by id; `undefined`: not known here. */
  whoIs(id: string): string | undefined;
  onToggle(emoji: string, on: boolean): void;
  onAdd(from: HTMLElement): void;
}

/** As many names stand in a hint. */
const namesMax = 6;

/** What others felt about a message, each with how many; a press joins them or takes it back. */
export function Reactions({ reactions, whoIs, onToggle, onAdd }: ReactionsProps) {
  const { t, i18n } = useTranslation();
  const hintOf = ({ emoji, users, count }: ReactionsProps["reactions"][number]) => {
    const names = users.slice(0, namesMax).flatMap((id) => whoIs(id) ?? []).map(isolate);
    const others = count - names.length;
    const all = others > 0 ? [...names, t("deeds.others", { count: others })] : names;
    return t("deeds.reacted", { names: new Intl.ListFormat(i18n.language).format(all), emoji });
  };
  return (
    <div className="reactions" role="group" aria-label={t("deeds.reactions")}>
      {reactions.map((reaction) => (
        <button
          key={reaction.emoji}
          type="button"
          className="chip"
          aria-pressed={reaction.me}
          title={hintOf(reaction)}
          onClick={() => onToggle(reaction.emoji, !reaction.me)}
        >
          <span className="emoji">{reaction.emoji}</span>
          {reaction.count}
          <span className="unseen">{hintOf(reaction)}</span>
        </button>
      ))}
      <button
        type="button"
        className="chip add"
        title={t("deeds.react")}
        aria-label={t("deeds.react")}
        onClick={(event) => onAdd(event.currentTarget)}
      >
        <Icon name="smile" />
      </button>
    </div>
  );
}
