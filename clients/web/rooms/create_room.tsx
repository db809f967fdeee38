import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewRoom } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { Field } from "../dialogs/field.tsx";
import { ActionForm } from "../dialogs/action_form.tsx";
import { useAction } from "../dialogs/use_action.ts";

export interface CreateRoomProps {
  /** Makes it and goes there. */
  onCreate(room: NewRoom): Promise<unknown>;
  onClose(): void;
}

export function CreateRoom({ onCreate, onClose }: CreateRoomProps) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [isPrivate, setPrivate] = useState(false);
  const [password, setPassword] = useState("");
  const action = useAction(() =>
    onCreate({
      name: name.trim(),
      ...(description.trim() === "" ? {} : { description: description.trim() }),
      ...(isPrivate ? { isPrivate } : {}),
      ...(password === "" ? {} : { password }),
    })
  );
  const optional = t("rooms.optional");
  return (
    <Dialog title={t("rooms.create")} onClose={onClose}>
      <ActionForm action={action} deed={t("rooms.createRoom")} onCancel={onClose}>
        <Field
          autoFocus
          label={t("rooms.name")}
          required
          pattern=".*\S.*"
          maxLength={64}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={`${t("rooms.description")} (${optional})`}
          maxLength={500}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <label className="check">
          <input type="checkbox" checked={isPrivate} onChange={(event) => setPrivate(event.target.checked)} />
          {t("rooms.makePrivate")}
        </label>
        <Field
          label={`${t("rooms.password")} (${optional})`}
          hint={t("rooms.passwordHint")}
          type="password"
          autoComplete="new-password"
          maxLength={72}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </ActionForm>
    </Dialog>
  );
}
