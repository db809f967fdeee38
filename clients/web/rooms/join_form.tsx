import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "../dialogs/field.tsx";
import { useAction } from "../dialogs/use_action.ts";

export interface JoinFormProps {
  readonly room: { readonly id: string; readonly hasPassword: boolean };
  onJoin(room: string, password: string | undefined): Promise<unknown>;
  onJoined?(): void;
}

/** Becomes a member, with the room's password where it has one. */
export function JoinForm({ room, onJoin, onJoined }: JoinFormProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const { busy, fault, run } = useAction(async () => {
    await onJoin(room.id, room.hasPassword ? password : undefined);
    onJoined?.();
  });
  return (
    <form
      className="field"
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      {room.hasPassword && (
        <Field
          autoFocus
          label={t("rooms.roomPassword")}
          type="password"
          autoComplete="off"
          required
          maxLength={72}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      )}
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <button type="submit" className="button main" aria-disabled={busy}>{t("rooms.join")}</button>
    </form>
  );
}
