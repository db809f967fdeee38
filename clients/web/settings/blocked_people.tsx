import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type BlockView, useBlocks } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";
import { Waiting } from "../dialogs/waiting.tsx";
import { faultText } from "../text/fault_text.ts";
import { dateText } from "../text/time_text.ts";

/** Whom one has blocked, and the way back. */
export function BlockedPeople() {
  const { t } = useTranslation();
  const { blocks, error, unblock } = useBlocks();
  return (
    <section>
      <h3>{t("people.blocked")}</h3>
      {blocks === undefined && <Waiting fault={error === undefined ? undefined : faultText(t, error)} />}
      {blocks?.length === 0 && <p>{t("people.blockedNone")}</p>}
      <ul className="hits">
        {blocks?.map((block) => <BlockedLine key={block.user.id} block={block} onUnblock={unblock} />)}
      </ul>
    </section>
  );
}

interface BlockedLineProps {
  readonly block: BlockView;
  onUnblock(user: string): Promise<unknown>;
}

function BlockedLine({ block: { user, at }, onUnblock }: BlockedLineProps) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const { busy, fault, run } = useAction(() => onUnblock(user.id));
  return (
    <li className="hit across">
      <div className="byline">
        <span id={id} className="name" dir="auto">{user.username}</span>
        <span className="seen">{t("people.blockedSince", { when: dateText(at, i18n.language) })}</span>
      </div>
      <button
        type="button"
        className="button small"
        aria-describedby={id}
        aria-disabled={busy}
        onClick={() => run()}
      >
        {t("people.unblock")}
      </button>
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
    </li>
  );
}
