import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Member, useClient } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";
import { isolate } from "../text/isolate.ts";

export interface RemoveMemberProps {
  readonly room: string;
  readonly member: Member;
  readonly name: string;
  onRemoved(): void;
}

/** Takes somebody out of the room, asked for twice. */
export function RemoveMember({ room, member, name, onRemoved }: RemoveMemberProps) {
  const { t } = useTranslation();
  const { api } = useClient();
  const [asked, setAsked] = useState(false);
  const { busy, fault, run } = useAction(async () => {
    await api.rooms.removeMember(room, member.id);
    onRemoved();
  });
  return (
    <section>
      {asked && <p role="alert">{t("members.removeQuestion", { name: isolate(name) })}</p>}
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="ends">
        {asked && <button type="button" className="button" onClick={() => setAsked(false)}>{t("app.cancel")}</button>}
        <button
          type="button"
          className="button danger"
          aria-disabled={busy}
          onClick={() => asked ? run() : setAsked(true)}
        >
          {asked ? t("members.removeNow") : t("members.remove")}
        </button>
      </div>
    </section>
  );
}
