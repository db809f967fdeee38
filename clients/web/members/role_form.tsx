import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../dialogs/use_action.ts";
import type { GivenRole } from "./authority.ts";

export interface RoleFormProps {
  readonly role: GivenRole;
  /** Those that one may give. */
  readonly roles: readonly GivenRole[];
  onRole(role: GivenRole): Promise<unknown>;
}

/** Another role, with what it allows. */
export function RoleForm({ role, roles, onRole }: RoleFormProps) {
  const { t } = useTranslation();
  const id = useId();
  const [chosen, setChosen] = useState<GivenRole>(role);
  const { busy, fault, run } = useAction(() => onRole(chosen));
  return (
    <form
      className="field"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== role) run();
      }}
    >
      <label htmlFor={id}>{t("people.role")}</label>
      <div className="beside">
        <select
          id={id}
          className="select"
          aria-describedby={`${id}-hint`}
          value={chosen}
          onChange={(event) => setChosen(event.target.value as GivenRole)}
        >
          {roles.map((one) => <option key={one} value={one}>{t(`members.role.${one}`)}</option>)}
        </select>
        <button type="submit" className="button" aria-disabled={busy || chosen === role}>{t("people.roleSave")}</button>
      </div>
      <p id={`${id}-hint`} className="hint">{t(`people.roleHint.${chosen}`)}</p>
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
    </form>
  );
}
