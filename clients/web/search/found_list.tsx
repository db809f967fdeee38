import { useTranslation } from "react-i18next";
import { type Found, FoundOption, type FoundOptionProps } from "./found_option.tsx";
import type { FoundGroup } from "./groups_of.ts";

export interface FoundListProps extends Pick<FoundOptionProps, "roomNameOf" | "nameOf"> {
  /** Of the list; its options have this and their number. */
  readonly id: string;
  readonly groups: readonly FoundGroup[];
  readonly chosen: Found | undefined;
  onGo(found: Found): void;
}

/** What was found, kind by kind. */
export function FoundList({ id, groups, chosen, onGo, ...names }: FoundListProps) {
  const { t } = useTranslation();
  let count = 0;
  return (
    <div className="found" role="listbox" id={id} aria-label={t("search.title")}>
      {groups.map(({ kind, found }) => (
        <div key={kind} role="group" aria-label={t(`search.kind.${kind}`)}>
          <div className="heading" aria-hidden="true">{t(`search.kind.${kind}`)}</div>
          {found.map((one) => (
            <FoundOption
              key={one.key}
              id={`${id}-${count++}`}
              found={one}
              isChosen={one === chosen}
              onClick={() => onGo(one)}
              {...names}
            />
          ))}
        </div>
      ))}
    </div>
  );
}
