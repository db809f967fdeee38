import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type RoomSummary, useRoom } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { Tabs } from "../dialogs/tabs.tsx";
import { ArchiveRoom } from "./archive_room.tsx";
import { DeleteRoom } from "./delete_room.tsx";
import { GeneralForm } from "./general_form.tsx";
import { RightsForm } from "./rights_form.tsx";

export interface RoomSettingsProps {
  readonly room: RoomSummary;
  /** The list of rooms is read anew. */
  onChanged(): Promise<unknown>;
  onDeleted(): void;
  onClose(): void;
}

const parts = ["general", "rights", "end"] as const;
type Part = (typeof parts)[number];

/** What a room is called, who gets in and may do what; and its end. */
export function RoomSettings({ room, onChanged, onDeleted, onClose }: RoomSettingsProps) {
  const { t } = useTranslation();
  const { rights, membership } = useRoom(room.id);
  const [part, setPart] = useState<Part>("general");
  const words = { general: t("rights.general"), rights: t("rights.tab"), end: t("rights.end") };
  return (
    <Dialog title={t("roomSettings.title")} onClose={onClose}>
      <Tabs
        label={t("rights.tabs")}
        tabs={parts}
        textOf={(name) => words[name]}
        chosen={part}
        onChoose={(name) => setPart(name)}
      >
        {part === "general" && <GeneralForm room={room} onChanged={onChanged} onClose={onClose} />}
        {part === "rights" && <RightsForm room={room} role={membership.role} onChanged={onChanged} onClose={onClose} />}
        {part === "end" && (
          <>
            <ArchiveRoom room={room} onChanged={onChanged} />
            {rights.has("delete_room") && <DeleteRoom room={room} onDeleted={onDeleted} />}
          </>
        )}
      </Tabs>
    </Dialog>
  );
}
