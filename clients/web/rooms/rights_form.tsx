import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Role, type RoomSummary, useClient } from "../../react/mod.ts";
import { ActionForm } from "../dialogs/action_form.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { useToast } from "../shell/toasts.tsx";
import { changeOf, type ChosenRights, type GivenRight, givenRights, rightsOf } from "./chosen_rights.ts";
import { RightLine } from "./right_line.tsx";
import { SlowModeChoice } from "./slow_mode_choice.tsx";

export interface RightsFormProps {
  readonly room: RoomSummary;
  /** One's own. */
  readonly role: Role;
  /** The list of rooms is read anew. */
  onChanged(): Promise<unknown>;
  onClose(): void;
}

/** Who may do what in a room, and how fast. */
export function RightsForm({ room, role, onChanged, onClose }: RightsFormProps) {
  const { t } = useTranslation();
  const { api } = useClient();
  const toast = useToast();
  const [before] = useState(() => ({ chosen: rightsOf(room), slow: room.slowModeSeconds ?? 0 }));
  const [chosen, setChosen] = useState<ChosenRights>(before.chosen);
  const [slow, setSlow] = useState(before.slow);
  const action = useAction(async () => {
    const change = { ...changeOf(before.chosen, chosen), ...(slow === before.slow ? {} : { slow_mode_seconds: slow }) };
    await api.rooms.update(room.id, change);
    await onChanged();
    toast(t("rights.saved"));
    onClose();
  });
  const deny = (right: GivenRight, isDenied: boolean) => {
    const others = chosen.guestsDenied.filter((one) => one !== right);
    setChosen({ ...chosen, guestsDenied: isDenied ? [...others, right] : others });
  };
  return (
    <ActionForm action={action} deed={t("rights.save")} onCancel={onClose}>
      <p>{t("rights.lead")}</p>
      <ul className="rights">
        {givenRights.map((right) => (
          <RightLine
            key={right}
            right={right}
            role={chosen.roles[right]}
            was={before.chosen.roles[right]}
            mine={role}
            guests={!chosen.guestsDenied.includes(right)}
            onRole={(least) => setChosen({ ...chosen, roles: { ...chosen.roles, [right]: least } })}
            onGuests={(may) => deny(right, !may)}
          />
        ))}
      </ul>
      <SlowModeChoice seconds={slow} onChange={setSlow} />
    </ActionForm>
  );
}
