import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { AuditRecord } from "../../react/mod.ts";
import type { People } from "../members/people.ts";
import { isolate } from "../text/isolate.ts";
import { termsText } from "../text/terms_text.ts";
import { wholeTimeText } from "../text/time_text.ts";

export interface AuditLineProps {
  readonly record: AuditRecord;
  readonly people: People;
}

/** Told with the same words where it is told in the room. */
const inRoom = ["add", "remove", "role", "transfer", "ban", "unban", "mute", "unmute", "change", "delete"] as const;
const elsewhere = ["delete_message", "make_invite", "revoke_invite", "decide_report"] as const;

/** Who did what to whom, when, and why. */
export function AuditLine({ record, people }: AuditLineProps) {
  const { t, i18n } = useTranslation();
  const { at, action, actor, target, role = "member", details } = record;
  const nameOf = (user: AuditRecord["actor"]) =>
    isolate(user === undefined ? t("audit.administrator") : people.nameOf({ id: user.id, name: user.username }));
  const names = { name: nameOf(actor), target: nameOf(target), role: t(`messages.made.${role}`) };
  const known = inRoom.find((one) => one === action);
  const other = elsewhere.find((one) => one === action);
  const what = known !== undefined
    ? t(`messages.event.${known}`, names)
    : other !== undefined
    ? t(`audit.did.${other}`, names)
    : action;
  const changed = action === "change" ? changedText(t, details) : "";
  return (
    <li className="hit">
      <time dateTime={at}>{wholeTimeText(at, i18n.language)}</time>
      <p dir="auto">{what}{changed}{termsText(t, i18n.language, record)}</p>
    </li>
  );
}

/** Which settings were changed. */
function changedText(t: TFunction, details: AuditRecord["details"] = {}): string {
  const words: Readonly<Record<string, string>> = {
    name: t("rooms.name"),
    description: t("rooms.description"),
    is_private: t("rooms.private"),
    password: t("rooms.password"),
    rights: t("rights.tab"),
    guests_denied: t("people.guest"),
    slow_mode_seconds: t("rights.slow"),
    archived: t("rights.archived"),
  };
  const names = Object.keys(details).map((key) => words[key] ?? key);
  return names.length === 0 ? "" : `: ${names.join(", ")}`;
}
