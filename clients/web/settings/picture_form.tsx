import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { type SessionUser, useClient } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";
import { Avatar } from "../shell/avatar.tsx";
import { smallPicture } from "./small_picture.ts";

export interface PictureFormProps {
  readonly me: SessionUser;
  /** The address of the present one; empty: there is none. */
  readonly picture: string;
  onPicture(address: string): void;
}

export function PictureForm({ me, picture, onPicture }: PictureFormProps) {
  const { t } = useTranslation();
  const { api } = useClient();
  const input = useRef<HTMLInputElement>(null);
  const { busy, fault, run } = useAction(async (chosen: File | undefined) => {
    const profile = chosen === undefined
      ? await api.users.removeAvatar()
      : await api.users.setAvatar(await smallPicture(chosen));
    onPicture(profile.avatar_url);
  });
  return (
    <div className="field">
      <span className="label">{t("settings.avatar")}</span>
      <div className="check picture">
        <Avatar id={me.id} name={me.username} picture={picture} />
        <input
          ref={input}
          type="file"
          className="unseen"
          tabIndex={-1}
          aria-label={t("settings.choosePicture")}
          accept="image/png,image/jpeg,image/webp"
          onChange={(event) => {
            run(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        <button type="button" className="button small" aria-disabled={busy} onClick={() => input.current?.click()}>
          {t("settings.choosePicture")}
        </button>
        {picture !== "" && (
          <button
            type="button"
            className="button quiet small"
            aria-disabled={busy}
            onClick={() => run(undefined)}
          >
            {t("settings.removePicture")}
          </button>
        )}
      </div>
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
    </div>
  );
}
