import { useTranslation } from "react-i18next";
import { Dialog } from "../dialogs/dialog.tsx";
import { controlKey } from "./shortcuts.ts";

const shown = [
  ["palette", [controlKey, "K"]],
  ["previous", ["Alt", "↑"]],
  ["next", ["Alt", "↓"]],
  ["nextUnread", ["Alt", "Shift", "↓"]],
  ["mentions", ["@"]],
  ["composer", ["/"]],
  ["send", ["Enter"]],
  ["newLine", ["Shift", "Enter"]],
  ["editLast", ["↑"]],
  ["chooseMessage", ["↑", "↓"]],
  ["deeds", ["+", "R", "T", "F", "E", "P", "U", "L", "C", "#"]],
  ["edge", ["Home", "End"]],
  ["search", [controlKey, "Shift", "F"]],
  ["members", [controlKey, "Shift", "M"]],
  ["settings", [controlKey, ","]],
  ["escape", ["Esc"]],
  ["help", ["?"]],
] as const;

export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t("shortcuts.title")} onClose={onClose}>
      <dl className="shortcuts">
        {shown.map(([name, keys]) => (
          <div key={name}>
            <dt>{t(`shortcuts.${name}`)}</dt>
            <dd className="keys">{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dd>
          </div>
        ))}
      </dl>
      <p>{t("shortcuts.markdown")}</p>
    </Dialog>
  );
}
