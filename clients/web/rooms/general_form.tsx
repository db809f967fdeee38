import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type RoomSummary, useClient } from "../../react/mod.ts";
import { Field } from "../dialogs/field.tsx";
import { ActionForm } from "../dialogs/action_form.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { useToast } from "../shell/toasts.tsx";
import { ContentChoice, wordsOf } from "./content_choice.tsx";
import { type PasswordChange, PasswordChoice } from "./password_choice.tsx";
import { RetentionChoice } from "./retention_choice.tsx";

export interface GeneralFormProps {
  readonly room: RoomSummary;
  /** The list of rooms is read anew. */
  onChanged(): Promise<unknown>;
  onClose(): void;
}

/** What a room is called, who finds it and who gets in. */
export function GeneralForm({ room, onChanged, onClose }: GeneralFormProps) {
  const { t } = useTranslation();
  const { api } = useClient();
  const toast = useToast();
  const [name, setName] = useState(room.name);
  const [description, setDescription] = useState(room.description);
  const [isPrivate, setPrivate] = useState(room.isPrivate);
  const [password, setPassword] = useState<PasswordChange>({ kind: "keep" });
  const [kept] = useState(room.retentionDays ?? null);
  const [days, setDays] = useState(kept);
  const [said] = useState({
    previews: room.hidesLinkPreviews !== true,
    words: room.blockedWords?.join(", ") ?? "",
    listed: room.wordList !== undefined,
  });
  const [rules, setRules] = useState(said);
  const action = useAction(async () => {
    // Only what was changed: two people who change different things do not undo each other.
    await api.rooms.update(room.id, {
      ...(name.trim() === room.name ? {} : { name: name.trim() }),
      ...(description.trim() === room.description ? {} : { description: description.trim() }),
      ...(isPrivate === room.isPrivate ? {} : { is_private: isPrivate }),
      ...(rules.previews === said.previews ? {} : { link_previews: rules.previews }),
      ...(rules.words === said.words ? {} : { blocked_words: wordsOf(rules.words) }),
      ...(rules.listed === said.listed ? {} : { word_list: rules.listed ? "english" : null }),
      ...(days === kept ? {} : { retention_days: days }),
      ...(password.kind === "keep" ? {} : { password: password.kind === "none" ? null : password.text }),
    });
    await onChanged();
    toast(t("roomSettings.saved"));
    onClose();
  });
  return (
    <ActionForm action={action} deed={t("roomSettings.save")} onCancel={onClose}>
      <Field
        label={t("rooms.name")}
        required
        pattern=".*\S.*"
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label={`${t("rooms.description")} (${t("rooms.optional")})`}
        maxLength={500}
        value={description}
        onChange={(event) => setDescription(event.target.value)}
      />
      <label className="check">
        <input type="checkbox" checked={isPrivate} onChange={(event) => setPrivate(event.target.checked)} />
        {t("rooms.makePrivate")}
      </label>
      <PasswordChoice has={room.hasPassword} change={password} onChange={setPassword} />
      <RetentionChoice days={days} onChange={setDays} />
      <ContentChoice rules={rules} onChange={setRules} />
    </ActionForm>
  );
}
