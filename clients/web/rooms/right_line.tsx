import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type Role, roles } from "../../react/mod.ts";
import { type GivenRight, mayGive } from "./chosen_rights.ts";

export interface RightLineProps {
  readonly right: GivenRight;
  /** The least that is chosen, and the least as the room has it. */
  readonly role: Role;
  readonly was: Role;
  readonly mine: Role;
  readonly guests: boolean;
  onRole(role: Role): void;
  onGuests(may: boolean): void;
}

/** One right: from which role on, and whether guests have it, too. */
export function RightLine({ right, role, was, mine, guests, onRole, onGuests }: RightLineProps) {
  const { t } = useTranslation();
  const id = useId();
  const name = t(`rights.name.${right}`);
  const isOpen = mayGive(mine, was);
  return (
    <li className="right">
      <label htmlFor={id}>{name}</label>
      <select
        id={id}
        className="select"
        disabled={!isOpen}
        value={role}
        onChange={(event) => onRole(event.target.value as Role)}
      >
        {roles.filter((one) => one === role || mayGive(mine, one)).toReversed().map((one) => (
          <option key={one} value={one}>{t(`members.role.${one}`)}</option>
        ))}
      </select>
      <label className="check">
        <input
          type="checkbox"
          aria-label={t("rights.guestsMay", { right: name })}
          disabled={!isOpen}
          checked={guests}
          onChange={(event) => onGuests(event.target.checked)}
        />
        {t("rights.guestsToo")}
      </label>
    </li>
  );
}
