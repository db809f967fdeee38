import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type RoomSummary, useRoom } from "../../react/mod.ts";
import { AuditPart } from "../audit/audit_part.tsx";
import { Dialog } from "../dialogs/dialog.tsx";
import { Tabs } from "../dialogs/tabs.tsx";
import type { People } from "../members/people.ts";
import { ArchiveRoom } from "./archive_room.tsx";
import { DeleteRoom } from "./delete_room.tsx";
import { GeneralForm } from "./general_form.tsx";
import { RightsForm } from "./rights_form.tsx";

export interface RoomSettingsProps {
  readonly room: RoomSummary;
  readonly people: People;
  /** The list of rooms is read anew. */
  onChanged(): Promise<unknown>;
  onDeleted(): void;
  onClose(): void;
}

const parts = ["general", "rights", "audit", "end"] as const;
type Part = (typeof parts)[number];

/** What a room is called, who gets in, may do what and did what; and its end. */
export function RoomSettings({ room, people, onChanged, onDeleted, onClose }: RoomSettingsProps) {
  const { t } = useTranslation();
  const { rights, membership } = useRoom(room.id);
  const shown = parts.filter((name) => rights.has(name === "audit" ? "view_audit" : "change_room"));
  const [chosen, setPart] = useState<Part>("general");
  const part = shown.includes(chosen) ? chosen : shown[0];
  const words = {
    general: t("rights.general"),
    rights: t("rights.tab"),
    audit: t("audit.tab"),
    end: t("rights.end"),
  };
  if (part === undefined) return null;
  return (
    <Dialog title={t("roomSettings.title")} onClose={onClose}>
      <Tabs
        label={t("rights.tabs")}
        tabs={shown}
        textOf={(name) => words[name]}
        chosen={part}
        onChoose={(name) => setPart(name)}
      >
        {part === "general" && <GeneralForm room={room} onChanged={onChanged} onClose={onClose} />}
        {part === "rights" && <RightsForm room={room} role={membership.role} onChanged={onChanged} onClose={onClose} />}
        {part === "audit" && <AuditPart room={room.id} people={people} />}
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
