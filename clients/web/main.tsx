/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { Parley, ParleyProvider } from "../react/mod.ts";
import { createI18n, languageOf, speak } from "./i18n/create_i18n.ts";
import { dress, SettingsStore } from "./settings/settings_store.ts";
import { App } from "./shell/app.tsx";
import { CrashGuard } from "./shell/crash_guard.tsx";
import { Toasts } from "./shell/toasts.tsx";
import { keepForOffline } from "./worker/keep_for_offline.ts";

/** Puts the application together and into the page. */
async function main(): Promise<void> {
  const client = new Parley({ url: location.origin, auth: "cookie" });
  // Who is logged in is asked for while the page is still being put together.
  client.start().catch(reportError);
  const store = new SettingsStore(localStorage);
  const language = () => languageOf(store.get().language, navigator.languages);
  dress(document.documentElement, store.get());
  const i18n = await createI18n(language());
  store.subscribe(() => {
    dress(document.documentElement, store.get());
    if (i18n.language !== language()) speak(i18n, language()).catch(reportError);
  });
  addEventListener("storage", () => store.reload());
  createRoot(document.getElementById("root")!).render(
    <I18nextProvider i18n={i18n}>
      <CrashGuard>
        <ParleyProvider client={client}>
          <Toasts>
            <App store={store} />
          </Toasts>
        </ParleyProvider>
      </CrashGuard>
    </I18nextProvider>,
  );
  keepForOffline();
}

main().catch(reportError);
