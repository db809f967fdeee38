import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useScheduled } from "../../react/mod.ts";
import { Icon } from "../shell/icon.tsx";
import { LaterDialog } from "./later_dialog.tsx";

/** Above where one writes: how much of this room waits to be sent, and the way to it. */
export function LaterLine({ room }: { readonly room: string }) {
  const { t } = useTranslation();
  const { scheduled = [] } = useScheduled();
  const [isOpen, setOpen] = useState(false);
  const here = scheduled.filter(({ room_id, thread }) => room_id === room && thread === undefined);
  const failed = here.some(({ state }) => state === "failed");
  return (
    <>
      {here.length > 0 && (
        <button
          type="button"
          className={failed ? "later-line failed" : "later-line"}
          onClick={() => setOpen(true)}
        >
          <Icon name="later" />
          {t("later.count", { count: here.length })}
        </button>
      )}
      {isOpen && <LaterDialog onClose={() => setOpen(false)} />}
    </>
  );
}
