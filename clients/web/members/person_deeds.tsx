import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Person, useBlocks, useRooms } from "../../react/mod.ts";
import { useAction } from "../dialogs/use_action.ts";
import { navigate } from "../routing/route.ts";
import { isolate } from "../text/isolate.ts";
import { Sure } from "./sure.tsx";

export interface PersonDeedsProps {
  readonly user: Person;
  /** As they are shown. */
  readonly name: string;
  onDone(): void;
}

/** Between two people, wherever they meet: a conversation, or none. */
export function PersonDeeds({ user, name, onDone }: PersonDeedsProps) {
  const { t } = useTranslation();
  const { openDirect } = useRooms();
  const { blocks, block, unblock } = useBlocks();
  const [asked, setAsked] = useState(false);
  const isBlocked = blocks?.some(({ user: { id } }) => id === user.id) === true;
  const message = useAction(async () => {
    const { id } = await openDirect([user.id]);
    onDone();
    navigate({ page: "room", room: id });
  });
  const lifting = useAction(() => unblock(user.id));
  const fault = message.fault ?? lifting.fault;
  if (asked) {
    return (
      <Sure
        question={t("people.blockQuestion", { name: isolate(name) })}
        deed={t("people.block")}
        onSure={async () => {
          await block(user);
          setAsked(false);
        }}
        onCancel={() => setAsked(false)}
      />
    );
  }
  return (
    <>
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      <div className="ends">
        {isBlocked
          ? (
            <button type="button" className="button" aria-disabled={lifting.busy} onClick={() => lifting.run()}>
              {t("people.unblock")}
            </button>
          )
          : <button type="button" className="button" onClick={() => setAsked(true)}>{t("people.block")}</button>}
        <button type="button" className="button main" aria-disabled={message.busy} onClick={() => message.run()}>
          {t("people.message")}
        </button>
      </div>
    </>
  );
}
