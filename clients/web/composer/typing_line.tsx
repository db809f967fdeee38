import { useTranslation } from "react-i18next";
import { isolate } from "../text/isolate.ts";

/** Who is writing, in one line that is always there: nothing jumps when somebody begins. */
export function TypingLine({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation();
  const [a, b, ...others] = names.map(isolate);
  const text = a === undefined
    ? ""
    : b === undefined
    ? t("composer.typingOne", { a })
    : others.length === 0
    ? t("composer.typingTwo", { a, b })
    : t("composer.typingMany");
  return <div className="typing" aria-live="off">{text}</div>;
}
