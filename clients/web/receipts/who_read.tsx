import { useTranslation } from "react-i18next";
import { type TimelineItem, useReceipts } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { Waiting } from "../dialogs/waiting.tsx";

export interface WhoReadProps {
  readonly room: string;
  readonly item: TimelineItem;
  nameOf(user: { readonly id: string; readonly name: string }): string;
  usernameOf(id: string): string | undefined;
  onClose(): void;
}

/** Who has read a message; of many, the first and how many more. */
export function WhoRead({ room, item, nameOf, usernameOf, onClose }: WhoReadProps) {
  const { t } = useTranslation();
  const receipts = useReceipts(room, item.seq ?? 0);
  // Who wrote it knows what it says.
  const { users, count } = withoutWriter(receipts, item.user.id);
  const others = count - users.length;
  return (
    <Dialog title={t("receipts.title")} onClose={onClose}>
      {receipts === undefined && <Waiting fault={undefined} />}
      <div role="status">
        {receipts !== undefined && count === 0 && <p>{t("receipts.none")}</p>}
        <ul className="readers">
          {users.map((id) => (
            <li key={id} className="name" dir="auto">
              {nameOf({ id, name: usernameOf(id) ?? t("members.unknown") })}
            </li>
          ))}
          {users.length > 0 && others > 0 && <li>{t("receipts.others", { count: others })}</li>}
        </ul>
      </div>
    </Dialog>
  );
}

interface Readers {
  readonly users: readonly string[];
  readonly count: number;
}

/** Those who have read what somebody else wrote. */
export function withoutWriter(receipts: Readers | undefined, writer: string): Readers {
  if (receipts === undefined) return { users: [], count: 0 };
  const users = receipts.users.filter((id) => id !== writer);
  return { users, count: receipts.count - (receipts.users.length - users.length) };
}
