import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type SessionUser, useAccount, useClient, useSession } from "../../react/mod.ts";
import { QuietForm } from "../attention/quiet_form.tsx";
import { Dialog } from "../dialogs/dialog.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { type Language, languages } from "../i18n/create_i18n.ts";
import { BlockedPeople } from "./blocked_people.tsx";
import { DeleteAccount } from "./delete_account.tsx";
import { DigestForm } from "./digest_form.tsx";
import { OwnData } from "./own_data.tsx";
import { endPush } from "../push/browser_push.ts";
import { PushForm } from "../push/push_form.tsx";
import { Choices } from "./choices.tsx";
import { ProfileForm } from "./profile_form.tsx";
import type { Settings, SettingsStore } from "./settings_store.ts";

export interface SettingsDialogProps {
  readonly me: SessionUser;
  readonly store: SettingsStore;
  readonly settings: Settings;
  /** The profile was changed. */
  onProfile(): void;
  onClose(): void;
}

export function SettingsDialog({ me, store, settings, onProfile, onClose }: SettingsDialogProps) {
  const { t } = useTranslation();
  const change = (part: Partial<Settings>) => store.change(part);
  return (
    <Dialog title={t("settings.title")} onClose={onClose}>
      <section>
        <h3>{t("settings.profile")}</h3>
        {me.guest ? <p>{t("settings.guest")}</p> : <ProfileForm me={me} onProfile={onProfile} />}
      </section>
      <section>
        <h3>{t("settings.look")}</h3>
        <Choices
          label={t("settings.theme")}
          value={settings.theme}
          options={[["system", t("settings.system")], ["light", t("settings.light")], ["dark", t("settings.dark")]]}
          onChange={(theme) => change({ theme })}
        />
        <Choices
          label={t("settings.density")}
          value={settings.density}
          options={[["cozy", t("settings.cozy")], ["compact", t("settings.compact")]]}
          onChange={(density) => change({ density })}
        />
        <Choices
          label={t("settings.language")}
          value={settings.language}
          options={[["system", t("settings.system")], ...Object.entries(languages) as [Language, string][]]}
          onChange={(language) => change({ language })}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={settings.previews}
            onChange={(event) => change({ previews: event.target.checked })}
          />
          {t("settings.previews")}
        </label>
      </section>
      <Notifications settings={settings} onChange={change} />
      {!me.guest && <BlockedPeople />}
      <OwnData />
      <LogOut />
      <DeleteAccount me={me} />
    </Dialog>
  );
}

interface NotificationsProps {
  readonly settings: Settings;
  onChange(change: Partial<Settings>): void;
}

function Notifications({ settings, onChange }: NotificationsProps) {
  const { t } = useTranslation();
  const [denied, setDenied] = useState(() => "Notification" in globalThis && Notification.permission === "denied");
  const choose = async (wanted: boolean) => {
    // Asked only of who has just said that they want it.
    const permission = wanted && "Notification" in globalThis ? await Notification.requestPermission() : "default";
    setDenied(permission === "denied");
    onChange({ notifications: wanted && permission === "granted" });
  };
  return (
    <section>
      <h3>{t("settings.notifications")}</h3>
      <label className="check">
        <input
          type="checkbox"
          checked={settings.notifications}
          onChange={(event) => void choose(event.target.checked)}
        />
        {t("settings.desktop")}
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={settings.sound}
          onChange={(event) => onChange({ sound: event.target.checked })}
        />
        {t("settings.sound")}
      </label>
      {denied && <p className="notice">{t("settings.denied")}</p>}
      <PushForm />
      <DigestForm />
      <QuietForm />
    </section>
  );
}

function LogOut() {
  const { t } = useTranslation();
  const { logOut } = useSession();
  const account = useAccount();
  const { api } = useClient();
  const { busy, fault, run } = useAction(async () => {
    const waiting = account?.posts.size ?? 0;
    if (waiting > 0 && !confirm(t("settings.logOutUnsent", { count: waiting }))) return;
    // The next to log in here is perhaps somebody else. Where the server is away, the browser has forgotten it all the same.
    await endPush(api.push).catch(() => undefined);
    await logOut();
  });
  return (
    <section>
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="ends">
        <button type="button" className="button danger" aria-disabled={busy} onClick={() => run()}>
          {t("settings.logOut")}
        </button>
      </div>
    </section>
  );
}
