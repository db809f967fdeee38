import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type SanctionView, usePeopleActions, useRoom } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { Waiting } from "../dialogs/waiting.tsx";
import { isolate } from "../text/isolate.ts";
import { wholeTimeText } from "../text/time_text.ts";
import type { People } from "./people.ts";
import { useSanctions } from "./use_sanctions.ts";

export interface SanctionsDialogProps {
  readonly room: string;
  readonly people: People;
  onClose(): void;
}

/** Who is banned from a room or muted in it, and the way back. */
export function SanctionsDialog({ room, people, onClose }: SanctionsDialogProps) {
  const { t } = useTranslation();
  const { rights } = useRoom(room);
  const may = { ban: rights.has("ban"), mute: rights.has("mute") };
  const { value, fault } = useSanctions(room, may);
  return (
    <Dialog title={t("people.sanctions")} onClose={onClose}>
      {value === undefined ? <Waiting fault={fault} /> : (
        <>
          {may.ban && <SanctionList kind="ban" held={value.bans} {...{ room, people }} />}
          {may.mute && <SanctionList kind="mute" held={value.mutes} {...{ room, people }} />}
        </>
      )}
    </Dialog>
  );
}

interface SanctionListProps {
  readonly room: string;
  readonly kind: "ban" | "mute";
  readonly held: readonly SanctionView[];
  readonly people: People;
}

function SanctionList({ kind, held, ...place }: SanctionListProps) {
  const { t } = useTranslation();
  return (
    <section>
      <h3>{t(`people.${kind}s`)}</h3>
      {held.length === 0 && <p>{t("people.sanctionsNone")}</p>}
      <ul className="hits">
        {held.map((sanction) => <SanctionLine key={sanction.user.id} {...{ kind, sanction }} {...place} />)}
      </ul>
    </section>
  );
}

interface SanctionLineProps extends Omit<SanctionListProps, "held"> {
  readonly sanction: SanctionView;
}

function SanctionLine({ room, kind, sanction, people }: SanctionLineProps) {
  const { t, i18n } = useTranslation();
  const id = useId();
  const actions = usePeopleActions(room);
  const { user, by, until, reason } = sanction;
  const nameOf = (one: SanctionView["user"]) => people.nameOf({ id: one.id, name: one.username });
  // The list is read anew when the event arrives.
  const { busy, fault, run } = useAction(() => kind === "ban" ? actions.unban(user.id) : actions.unmute(user.id));
  const when = until === undefined
    ? t("people.forEver")
    : t("people.until", { when: wholeTimeText(until, i18n.language) });
  return (
    <li className="hit">
      <div className="byline">
        <span id={id} className="name" dir="auto">{nameOf(user)}</span>
        <span>{`${when}, ${t("people.by", { name: isolate(nameOf(by)) })}`}</span>
      </div>
      {reason !== undefined && <p className="quoted" dir="auto">{reason}</p>}
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <button
        type="button"
        className="button small"
        aria-describedby={id}
        aria-disabled={busy}
        onClick={() => run()}
      >
        {t(kind === "ban" ? "people.unban" : "people.unmute")}
      </button>
    </li>
  );
}
