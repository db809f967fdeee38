import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuditAction } from "../../react/mod.ts";
import { Waiting } from "../dialogs/waiting.tsx";
import type { People } from "../members/people.ts";
import { AuditLine } from "./audit_line.tsx";
import { useAudit } from "./use_audit.ts";

export interface AuditPartProps {
  readonly room: string;
  readonly people: People;
}

/** What can be looked for, of that which is done in rooms. */
const actions = [
  "add",
  "remove",
  "role",
  "transfer",
  "ban",
  "unban",
  "mute",
  "unmute",
  "change",
  "delete_message",
  "make_invite",
  "revoke_invite",
  "decide_report",
] as const satisfies readonly AuditAction[];

/** What was done in a room by right; all of it as a file. */
export function AuditPart({ room, people }: AuditPartProps) {
  const { t } = useTranslation();
  const id = useId();
  const [action, setAction] = useState<AuditAction>();
  const { records, hasMore, busy, fault, more } = useAudit(room, action);
  return (
    <>
      <div className="field">
        <label htmlFor={id}>{t("audit.filter")}</label>
        <select
          id={id}
          className="select"
          value={action ?? ""}
          onChange={(event) => setAction(actions.find((one) => one === event.target.value))}
        >
          <option value="">{t("audit.all")}</option>
          {actions.map((one) => <option key={one} value={one}>{t(`audit.kind.${one}`)}</option>)}
        </select>
      </div>
      {records === undefined ? <Waiting fault={fault} /> : (
        <>
          {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
          {records.length === 0 && <p role="status">{t("audit.none")}</p>}
          <ol className="hits">
            {records.map((record) => <AuditLine key={record.id} record={record} people={people} />)}
          </ol>
          <div className="ends">
            {hasMore && (
              <button type="button" className="button" aria-disabled={busy} onClick={more}>{t("rooms.more")}</button>
            )}
            <a className="button" href={`/api/rooms/${room}/audit?format=jsonl`} download>{t("audit.export")}</a>
          </div>
        </>
      )}
    </>
  );
}
