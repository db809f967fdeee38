import { useTranslation } from "react-i18next";
import { Field } from "../dialogs/field.tsx";

/** What a room makes of what is said in it. */
export interface ContentRules {
  /** Whether cards show where links lead. */
  readonly previews: boolean;
  /** Words and phrases that nobody says, with commas between them. */
  readonly words: string;
  /** Whether nobody says the words of the English list either. */
  readonly listed: boolean;
}

export interface ContentChoiceProps {
  readonly rules: ContentRules;
  onChange(rules: ContentRules): void;
}

/** The words, as the server takes them. */
export function wordsOf(text: string): string[] {
  return [...new Set(text.split(",").map((word) => word.trim()).filter((word) => word !== ""))];
}

export function ContentChoice({ rules, onChange }: ContentChoiceProps) {
  const { t } = useTranslation();
  return (
    <>
      <label className="check">
        <input
          type="checkbox"
          checked={rules.previews}
          onChange={(event) => onChange({ ...rules, previews: event.target.checked })}
        />
        {t("roomSettings.linkPreviews")}
      </label>
      <Field
        label={`${t("roomSettings.blockedWords")} (${t("rooms.optional")})`}
        hint={t("roomSettings.blockedWordsHint")}
        value={rules.words}
        onChange={(event) => onChange({ ...rules, words: event.target.value })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={rules.listed}
          onChange={(event) => onChange({ ...rules, listed: event.target.checked })}
        />
        {t("roomSettings.wordList")}
      </label>
    </>
  );
}
