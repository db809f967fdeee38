import { useTranslation } from "react-i18next";

/** Filters that need no value of one's own, as they are written. */
const filters = {
  "has:file": "file",
  "has:image": "image",
  "has:link": "link",
  "from:me": "mine",
  "mentions:me": "mentions",
  "is:pinned": "pinned",
} as const;

export interface SearchFiltersProps {
  readonly text: string;
  onText(text: string): void;
}

/** The same filters that one can write, to be pressed: what is pressed stands in the text. */
export function SearchFilters({ text, onText }: SearchFiltersProps) {
  const { t } = useTranslation();
  const words = text.split(/\s+/);
  return (
    <div className="search-filters" role="group" aria-label={t("search.filters")}>
      {Object.entries(filters).map(([filter, name]) => {
        const isOn = words.includes(filter);
        const without = words.filter((word) => word !== filter).join(" ");
        return (
          <button
            key={filter}
            type="button"
            className="button small"
            aria-pressed={isOn}
            title={filter}
            onClick={() => onText(isOn ? without : `${filter} ${text}`)}
          >
            {t(`search.filter.${name}`)}
          </button>
        );
      })}
    </div>
  );
}
