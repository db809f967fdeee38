import { useTranslation } from "react-i18next";
import { useAccount, useBlocks, useRoom } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";
import { isolate } from "../text/isolate.ts";
import { othersIn } from "./titled.ts";

export interface BlockedNoticeProps {
  readonly room: string;
  /** What the conversation is called. */
  readonly name: string;
}

/** Above what one writes to somebody from whom one hears nothing. */
export function BlockedNotice({ room: id, name }: BlockedNoticeProps) {
  const { room } = useRoom(id);
  const me = useAccount()?.user.id ?? "";
  const others = room?.isDirect ? othersIn(room, me) : [];
  const [other] = others;
  return others.length === 1 && other !== undefined ? <Between other={other} name={name} /> : null;
}

function Between({ other, name }: { readonly other: string; readonly name: string }) {
  const { t } = useTranslation();
  const { blocks, unblock } = useBlocks();
  const { busy, fault, run } = useAction(() => unblock(other));
  if (blocks?.some(({ user }) => user.id === other) !== true) return null;
  return (
    <div className="notice">
      <span className="grow">{fault ?? t("people.blockedHere", { name: isolate(name) })}</span>
      <button type="button" className="button small" aria-disabled={busy} onClick={() => run()}>
        {t("people.unblock")}
      </button>
    </div>
  );
}
