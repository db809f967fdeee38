import { useTranslation } from "react-i18next";
import type { Profile } from "../../react/mod.ts";
import { Icon } from "../shell/icon.tsx";
import { bare, isolate } from "../text/isolate.ts";

export interface ChosenPeopleProps {
  readonly chosen: readonly Profile[];
  onDrop(user: Profile): void;
}

/** Those to whom one will write, each with the way out. */
export function ChosenPeople({ chosen, onDrop }: ChosenPeopleProps) {
  const { t } = useTranslation();
  return (
    <ul className="chosen" aria-label={t("direct.chosen")}>
      {chosen.map((user) => {
        const name = user.display_name || user.username;
        return (
          <li key={user.id}>
            <button
              type="button"
              className="chip"
              aria-label={t("direct.drop", { name: isolate(name) })}
              onClick={() => onDrop(user)}
            >
              <span className="name" dir="auto">{bare(name)}</span>
              <Icon name="close" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
