import { useTranslation } from "react-i18next";
import { type TimelineItem, useMessage } from "../../react/mod.ts";
import { Icon } from "../shell/icon.tsx";
import { saidText } from "../text/said_text.ts";

export interface QuoteProps {
  readonly room: string;
  readonly seq: number;
  /** The message, where it is loaded. */
  readonly loaded: TimelineItem | undefined;
  nameOf(user: TimelineItem["user"]): string;
  onJump(seq: number): void;
}

/** As much of what is answered fits a line, characters. */
const charsMax = 200;

/** What a message answers, in one line above it; a press goes there. */
export function Quote(props: QuoteProps) {
  return props.loaded === undefined ? <FarQuote {...props} /> : <QuoteLine {...props} message={props.loaded} />;
}

/** Of a message that is not loaded. */
function FarQuote(props: QuoteProps) {
  const { item } = useMessage(props.room, props.seq);
  return <QuoteLine {...props} message={item} />;
}

type QuoteLineProps = QuoteProps & { readonly message: TimelineItem | undefined };

function QuoteLine({ seq, message, nameOf, onJump }: QuoteLineProps) {
  const { t } = useTranslation();
  const isDeleted = message?.isDeleted === true;
  return (
    <button type="button" className="quote" onClick={() => onJump(seq)}>
      <Icon name="reply" turns />
      <span className="unseen">{t("messages.answers")}</span>
      {message !== undefined && <span className="name" dir="auto">{nameOf(message.user)}</span>}
      <span className="quoted-text" dir="auto">
        {isDeleted ? t("messages.deleted") : message === undefined ? "…" : saidText(message).slice(0, charsMax)}
      </span>
    </button>
  );
}
