import { useTranslation } from "react-i18next";
import { Avatar } from "../shell/avatar.tsx";
import type { Mentionable } from "./mention.ts";

export interface MentionListProps {
  readonly id: string;
  readonly people: readonly Mentionable[];
  /** Number of the one that Enter takes. */
  readonly at: number;
  pictureOf(id: string): string | undefined;
  onPick(person: Mentionable): void;
}

/** Who could be meant by the letters behind an @. The focus stays where one writes. */
export function MentionList({ id, people, at, pictureOf, onPick }: MentionListProps) {
  const { t } = useTranslation();
  return (
    <div className="mention-list" role="listbox" id={id} aria-label={t("composer.mention")}>
      {people.map((person, i) => (
        <div
          key={person.id}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === at}
          className="option"
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(person);
          }}
        >
          {person.id !== "" && <Avatar id={person.id} name={person.name} picture={pictureOf(person.id)} />}
          <span className="name" dir="auto">{person.name}</span>
          <span className="username" dir="auto">@{person.username}</span>
        </div>
      ))}
    </div>
  );
}
