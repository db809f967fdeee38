import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useClient, useSession } from "../../react/mod.ts";
import { endPush } from "../push/browser_push.ts";
import { useRoute } from "../routing/route.ts";
import { PreviewsShown } from "../previews/link_cards.tsx";
import { type SettingsStore, useSettings } from "../settings/settings_store.ts";
import { Entrance } from "../sign_in/entrance.tsx";
import { Shell } from "./shell.tsx";

/** Who is logged in decides what there is to see. */
export function App({ store }: { readonly store: SettingsStore }) {
  const { t } = useTranslation();
  const route = useRoute();
  const settings = useSettings(store);
  const { api } = useClient();
  const { status, user, error, logIn, register, guest } = useSession();
  const wasIn = useRef(false);
  useEffect(() => {
    if (status === "signedIn") wasIn.current = true;
    if (status !== "signedOut") return;
    document.title = t("app.name");
    // Whose it was is gone: nobody else is shown what was meant for them.
    endPush(api.push).catch(() => undefined);
  }, [status, t, api]);
  if (status === "loading") {
    return (
      <div className="empty" role="status">
        <span className="spinner" />
        {t("app.loading")}
      </div>
    );
  }
  if (status === "signedIn" && user !== undefined) {
    return (
      <PreviewsShown value={settings.previews}>
        <Shell key={user.id} me={user} {...{ route, store, settings }} />
      </PreviewsShown>
    );
  }
  return (
    <Entrance
      link={route.page === "home" ? undefined : route.page}
      ended={wasIn.current && error?.code === "unauthorized"}
      onLogIn={logIn}
      onSignUp={register}
      onGuest={guest}
    />
  );
}
