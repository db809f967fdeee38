import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Profile } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { faultText } from "../text/fault_text.ts";
import { ChosenPeople } from "./chosen_people.tsx";
import { PersonPicker } from "./person_picker.tsx";
import { useFoundPeople } from "./use_found_people.ts";

export interface NewMessageProps {
  /** Opens the conversation with these people. */
  onStart(people: readonly string[]): Promise<unknown>;
  onClose(): void;
}

/** What the server takes besides oneself. */
const othersMax = 9;

/** To whom one wants to write: found by name, one or some. Enter chooses, and once nothing is written any more, opens. */
export function NewMessage({ onStart, onClose }: NewMessageProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<readonly Profile[]>([]);
  const { users, error } = useFoundPeople(search);
  const { busy, fault, run } = useAction(() => onStart(chosen.map((user) => user.id)));
  const options = (users ?? []).filter((user) => !chosen.some((one) => one.id === user.id));
  const start = () => {
    if (chosen.length > 0) run();
  };
  const choose = (people: readonly Profile[]) => {
    setChosen(people.slice(0, othersMax));
    setSearch("");
    input.current?.focus();
  };
  return (
    <Dialog title={t("direct.start")} onClose={onClose}>
      {chosen.length > 0 && (
        <ChosenPeople
          chosen={chosen}
          onDrop={(user) => choose(chosen.filter((one) => one !== user))}
        />
      )}
      <PersonPicker
        input={input}
        search={search}
        options={options}
        onSearch={setSearch}
        onPick={(user) => choose([...chosen, user])}
        onBack={() => setChosen(chosen.slice(0, -1))}
        onEnter={start}
      />
      {users !== undefined && options.length === 0 && <p role="status">{t("direct.nobody")}</p>}
      {error !== undefined && <p className="notice bad" role="alert">{faultText(t, error)}</p>}
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="ends">
        <button type="button" className="button" onClick={onClose}>{t("app.cancel")}</button>
        <button type="button" className="button main" aria-disabled={busy || chosen.length === 0} onClick={start}>
          {t("direct.open")}
        </button>
      </div>
    </Dialog>
  );
}
