import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotices } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { ActionForm } from "../dialogs/action_form.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { Waiting } from "../dialogs/waiting.tsx";
import { faultText } from "../text/fault_text.ts";
import { isolate } from "../text/isolate.ts";
import { wholeTimeText } from "../text/time_text.ts";
import { type Span, spanEnd, spans } from "./span_end.ts";

export interface RoomNoticesProps {
  readonly room: { readonly id: string; readonly name: string };
  onClose(): void;
}

const levels = ["usual", "all", "mentions", "nothing"] as const;
type Level = (typeof levels)[number];

/** What one wants to be told of in one room, and for how long. */
export function RoomNotices({ room, onClose }: RoomNoticesProps) {
  const { t } = useTranslation();
  const { notices, error } = useNotices();
  const own = notices?.rooms.find(({ room_id }) => room_id === room.id);
  return (
    <Dialog title={t("attention.room", { room: isolate(room.name) })} onClose={onClose}>
      {notices === undefined ? <Waiting fault={error === undefined ? undefined : faultText(t, error)} /> : (
        <NoticesForm
          room={room.id}
          first={own?.level ?? "usual"}
          until={own?.until ?? null}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

interface NoticesFormProps {
  readonly room: string;
  readonly first: Level;
  readonly until: string | null;
  onClose(): void;
}

function NoticesForm({ room, first, until, onClose }: NoticesFormProps) {
  const { t, i18n } = useTranslation();
  const { setRoom } = useNotices();
  const [level, setLevel] = useState<Level>(first);
  const [span, setSpan] = useState<Span>("always");
  const id = useId();
  const action = useAction(async () => {
    await setRoom(room, level === "usual" ? undefined : { level, until: spanEnd(span, new Date()) });
    onClose();
  });
  return (
    <ActionForm action={action} deed={t("settings.save")} onCancel={onClose}>
      <fieldset className="radios">
        <legend>{t("attention.tell")}</legend>
        {levels.map((one) => (
          <label key={one} className="check">
            <input type="radio" name={id} checked={level === one} onChange={() => setLevel(one)} />
            {t(`attention.level.${one}`)}
          </label>
        ))}
      </fieldset>
      {level !== "usual" && (
        <div className="field">
          <label htmlFor={`${id}-span`}>{t("attention.howLong")}</label>
          <select
            id={`${id}-span`}
            className="select"
            value={span}
            onChange={(event) => setSpan(event.target.value as Span)}
          >
            {spans.map((one) => <option key={one} value={one}>{t(`attention.span.${one}`)}</option>)}
          </select>
          {until !== null && (
            <p className="hint">{t("attention.until", { when: wholeTimeText(until, i18n.language) })}</p>
          )}
        </div>
      )}
    </ActionForm>
  );
}
