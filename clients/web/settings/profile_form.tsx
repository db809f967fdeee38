import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type SessionUser, useClient } from "../../react/mod.ts";
import { Field } from "../dialogs/field.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { PictureForm } from "./picture_form.tsx";

export interface ProfileFormProps {
  readonly me: SessionUser;
  onProfile(): void;
}

/** What others see of oneself. */
export function ProfileForm({ me, onProfile }: ProfileFormProps) {
  const { t } = useTranslation();
  const { api } = useClient();
  const [name, setName] = useState("");
  const [bio, setBio] = useState("");
  const [picture, setPicture] = useState("");
  const [saved, setSaved] = useState(false);
  const reading = useAction(async () => {
    const profile = await api.users.get("me");
    setName(profile.display_name);
    setBio(profile.bio);
    setPicture(profile.avatar_url);
  });
  const { run: read } = reading;
  useEffect(() => read(), [read]);
  const { busy, fault, run } = useAction(async () => {
    await api.users.updateMe({ display_name: name.trim(), bio: bio.trim() });
    setSaved(true);
    onProfile();
  });
  return (
    <form
      className="body-form"
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <PictureForm
        me={me}
        picture={picture}
        onPicture={(address) => {
          setPicture(address);
          onProfile();
        }}
      />
      <Field
        label={t("settings.displayName")}
        maxLength={64}
        placeholder={me.username}
        value={name}
        onChange={(event) => {
          setName(event.target.value);
          setSaved(false);
        }}
      />
      <Field
        label={t("settings.bio")}
        maxLength={500}
        value={bio}
        onChange={(event) => {
          setBio(event.target.value);
          setSaved(false);
        }}
      />
      {(fault ?? reading.fault) !== undefined && <p className="notice bad" role="alert">{fault ?? reading.fault}</p>}
      <div className="ends">
        <span role="status">{saved && t("settings.saved")}</span>
        <button type="submit" className="button" aria-disabled={busy || reading.busy}>
          {t("settings.saveProfile")}
        </button>
      </div>
    </form>
  );
}
