import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../shell/icon.tsx";

export interface CodeBlockProps {
  readonly text: string;
  /** As it stands behind the three signs, if anything does. */
  readonly language?: string | undefined;
}

/** How long it is said that something was copied, milliseconds. */
const saidMs = 2_000;

/** Code, in colours where its language is named and known; a button takes it along. */
export function CodeBlock({ text, language = "" }: CodeBlockProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const coloured = useColours(text, /^[\w+#.-]{1,24}/.exec(language)?.[0].toLowerCase());
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), saidMs);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div className="code">
      <pre tabIndex={0}><code>{coloured ?? text}</code></pre>
      <button
        type="button"
        className="icon-button"
        title={copied ? t("code.copied") : t("code.copy")}
        aria-label={copied ? t("code.copied") : t("code.copy")}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false))}
      >
        <Icon name={copied ? "done" : "copy"} />
      </button>
    </div>
  );
}

type Colours = typeof import("./code_colours.tsx")["codeColours"];

/** Fetched with the first code of a named language: most people never need it. */
let colours: Colours | undefined;

/** `undefined`: as it is, for now or for good. */
function useColours(text: string, language: string | undefined): ReactNode {
  const [, setLoaded] = useState(colours !== undefined);
  useEffect(() => {
    if (language === undefined || colours !== undefined) return;
    let isOver = false;
    import("./code_colours.tsx").then(({ codeColours }) => {
      colours = codeColours;
      if (!isOver) setLoaded(true);
    }).catch(() => {
      // Without a network: it is read in one colour.
    });
    return () => {
      isOver = true;
    };
  }, [language]);
  return language === undefined ? undefined : colours?.(text, language);
}
