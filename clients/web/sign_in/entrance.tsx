import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../dialogs/use_action.ts";
import { Field } from "../dialogs/field.tsx";
import { Tabs } from "../dialogs/tabs.tsx";
import { Icon, Mark } from "../shell/icon.tsx";

export interface EntranceProps {
  /** Where a link leads that somebody followed. */
  readonly link: "invitation" | "room" | undefined;
  /** The last session ended without being asked to. */
  readonly ended: boolean;
  onLogIn(login: string, password: string): Promise<unknown>;
  onSignUp(account: { username: string; email: string; password: string }): Promise<unknown>;
  onGuest(username: string): Promise<unknown>;
}

const ways = ["logIn", "signUp", "guest"] as const;
type Way = typeof ways[number];

const leads = { invitation: "entrance.invited", room: "entrance.linked", none: "entrance.lead" } as const;

/** Before anything else: who comes. */
export function Entrance(props: EntranceProps) {
  const { t } = useTranslation();
  const [way, setWay] = useState<Way>(props.link === "invitation" ? "guest" : "logIn");
  return (
    <main className="entrance">
      <div className="card">
        <div className="brand">
          <Mark />
          {t("app.name")}
        </div>
        <div>
          <h1>{t(`entrance.${way}`)}</h1>
          <p className="lead">{t(leads[props.link ?? "none"])}</p>
        </div>
        {props.ended && <p className="notice">{t("connection.ended")}</p>}
        <Tabs
          label={t("entrance.ways")}
          tabs={ways}
          textOf={(name) => t(`entrance.${name}`)}
          chosen={way}
          onChoose={(name) => setWay(name)}
        >
          <WayForm key={way} way={way} {...props} />
        </Tabs>
      </div>
    </main>
  );
}

function WayForm({ way, onLogIn, onSignUp, onGuest }: EntranceProps & { readonly way: Way }) {
  const { t } = useTranslation();
  const [username, setUsername] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { busy, fault, run } = useAction(() => {
    if (way === "logIn") return onLogIn(username, password);
    return way === "signUp" ? onSignUp({ username, email, password }) : onGuest(username);
  });
  const labels = { logIn: t("entrance.logIn"), signUp: t("entrance.createAccount"), guest: t("entrance.enterAsGuest") };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <Field
        label={way === "logIn" ? t("entrance.login") : t("entrance.username")}
        hint={way === "signUp" ? t("entrance.usernameHint") : undefined}
        name="username"
        autoComplete={way === "guest" ? "nickname" : "username"}
        autoCapitalize="none"
        spellCheck={false}
        required
        minLength={way === "logIn" ? 1 : 2}
        maxLength={way === "logIn" ? 254 : 32}
        value={username}
        onChange={(event) => setUsername(event.target.value)}
      />
      {way === "signUp" && (
        <Field
          label={t("entrance.email")}
          name="email"
          type="email"
          autoComplete="email"
          required
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      )}
      {way !== "guest" && <PasswordField way={way} value={password} onChange={setPassword} />}
      {way === "guest" && <p className="lead">{t("entrance.guestHint")}</p>}
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <button type="submit" className="button main" aria-disabled={busy}>
        {busy && <span className="spinner" />}
        {labels[way]}
      </button>
    </form>
  );
}

interface PasswordFieldProps {
  readonly way: Way;
  readonly value: string;
  onChange(password: string): void;
}

function PasswordField({ way, value, onChange }: PasswordFieldProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <div className="with-eye">
      <Field
        label={t("entrance.password")}
        hint={way === "signUp" ? t("entrance.passwordHint") : undefined}
        name="password"
        type={shown ? "text" : "password"}
        autoComplete={way === "signUp" ? "new-password" : "current-password"}
        required
        minLength={way === "signUp" ? 8 : 1}
        maxLength={72}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <button
        type="button"
        className="icon-button"
        aria-label={t("entrance.showPassword")}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
      >
        <Icon name="eye" />
      </button>
    </div>
  );
}
