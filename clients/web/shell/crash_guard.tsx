import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** Catches what breaks while drawing: says so, and keeps the rest of the browser's window usable. */
export class CrashGuard extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override readonly state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const { t } = useTranslation();
  return (
    <main className="empty" role="alert">
      <h1>{t("fault.crashed")}</h1>
      <button type="button" className="button main" onClick={() => location.reload()}>{t("fault.reload")}</button>
    </main>
  );
}
