import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";
import { navigate } from "../routing/route.ts";
import { Mark } from "../shell/icon.tsx";
import { faultText } from "../text/fault_text.ts";
import { isolate } from "../text/isolate.ts";

export interface InvitationProps {
  readonly code: string;
  /** One has a room more. */
  onJoined(): Promise<unknown>;
}

/** Where a link leads who is logged in: a look at the room, and the door to it. */
export function Invitation({ code, onJoined }: InvitationProps) {
  const { t } = useTranslation();
  const { api } = useClient();
  const [preview, setPreview] = useState<{ readonly room_name: string; readonly member_count: number }>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const giveUp = new AbortController();
    api.invites.preview(code, { signal: giveUp.signal }).then(setPreview, (thrown: unknown) => {
      if (!giveUp.signal.aborted) setError(thrown);
    });
    return () => giveUp.abort();
  }, [api, code]);
  const { busy, fault, run } = useAction(async () => {
    const { id } = await api.invites.accept(code);
    await onJoined();
    navigate({ page: "room", room: id }, true);
  });
  if (error !== undefined) {
    return (
      <div className="empty">
        <h1>{t("invitation.over")}</h1>
        <p role="alert">{faultText(t, error)}</p>
      </div>
    );
  }
  return (
    <div className="empty">
      <Mark />
      {preview === undefined ? <span className="spinner" /> : (
        <>
          <h1>{t("invitation.title", { room: isolate(preview.room_name) })}</h1>
          <p>{t("rooms.members", { count: preview.member_count })}</p>
          {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
          <button type="button" className="button main" aria-disabled={busy} onClick={() => run()}>
            {t("rooms.join")}
          </button>
        </>
      )}
    </div>
  );
}
