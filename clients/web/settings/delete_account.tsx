import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type SessionUser, useClient, useSession } from "../../react/mod.ts";
import { Field } from "../dialogs/field.tsx";
import { ActionForm } from "../dialogs/action_form.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { endPush } from "../push/browser_push.ts";
import { isolate } from "../text/isolate.ts";

/** The end of one's account: said plainly, and meant only by who types the own name. */
export function DeleteAccount({ me }: { readonly me: SessionUser }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  return (
    <section>
      <h3>{t("data.delete")}</h3>
      {asked ? <Sure me={me} onCancel={() => setAsked(false)} /> : (
        <>
          <p>{t("data.deleteHint")}</p>
          <div className="ends">
            <button type="button" className="button danger" onClick={() => setAsked(true)}>{t("data.delete")}</button>
          </div>
        </>
      )}
    </section>
  );
}

function Sure({ me, onCancel }: { readonly me: SessionUser; onCancel(): void }) {
  const { t } = useTranslation();
  const { deleteAccount } = useSession();
  const { api } = useClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const action = useAction(async () => {
    await endPush(api.push).catch(() => undefined);
    await deleteAccount(me.guest ? undefined : password);
  });
  const isMeant = name === me.username && (me.guest || password !== "");
  return (
    <ActionForm action={action} deed={t("data.deleteNow")} isDanger isDisabled={!isMeant} onCancel={onCancel}>
      <div role="alert">
        <p>{t("data.whatGoes")}</p>
        <p>{t("data.whatStays")}</p>
      </div>
      <Field
        label={t("data.typeName", { name: isolate(me.username) })}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {!me.guest && (
        <Field
          label={t("entrance.password")}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      )}
    </ActionForm>
  );
}
