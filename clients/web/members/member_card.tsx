import { useTranslation } from "react-i18next";
import type { Member } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { Avatar } from "../shell/avatar.tsx";
import { isolate } from "../text/isolate.ts";
import { dateText } from "../text/time_text.ts";
import { RemoveMember } from "./remove_member.tsx";

export interface MemberCardProps {
  readonly room: string;
  readonly member: Member;
  readonly name: string;
  readonly picture: string | undefined;
  readonly online: boolean;
  /** Whether one may take them out of the room. */
  readonly mayRemove: boolean;
  onClose(): void;
}

/** Who somebody is in the room, and what can be done about it. */
export function MemberCard({ room, member, name, picture, online, mayRemove, onClose }: MemberCardProps) {
  const { t, i18n } = useTranslation();
  return (
    <Dialog title={isolate(name)} onClose={onClose}>
      <div className="person">
        <Avatar id={member.id} name={name} picture={picture} online={online} />
        <div>
          <div className="name" dir="auto">{name}</div>
          <div className="seen" dir="auto">@{member.name}</div>
          <div className="seen">{t(`members.role.${member.role}`)}</div>
          <div className="seen">{t("members.since", { when: dateText(member.joinedAt, i18n.language) })}</div>
        </div>
      </div>
      {mayRemove && <RemoveMember room={room} member={member} name={name} onRemoved={onClose} />}
    </Dialog>
  );
}
