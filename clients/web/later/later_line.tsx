import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useScheduled } from "../../react/mod.ts";
import { Icon } from "../shell/icon.tsx";
import { LaterDialog } from "./later_dialog.tsx";

/** Above where one writes: how much of this room, or of one of its threads, waits to be sent, and the way to it. */
export function LaterLine({ room, thread }: { readonly room: string; readonly thread?: number }) {
  const { t } = useTranslation();
  const { scheduled = [] } = useScheduled();
  const [isOpen, setOpen] = useState(false);
  const here = scheduled.filter((one) => one.room_id === room && one.thread === thread);
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
