import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Member, type SessionUser, useClient, useRoom } from "../../react/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { useAnswer } from "../dialogs/use_answer.ts";
import { Avatar } from "../shell/avatar.tsx";
import type { Status } from "../status/status.ts";
import { StatusMark } from "../status/status_mark.tsx";
import { isolate } from "../text/isolate.ts";
import { dateText } from "../text/time_text.ts";
import { authorityOver } from "./authority.ts";
import { MemberDeeds } from "./member_deeds.tsx";
import { MutedLine } from "./muted_line.tsx";
import { PersonDeeds } from "./person_deeds.tsx";

export interface MemberCardProps {
  readonly room: string;
  readonly member: Member;
  readonly me: SessionUser;
  readonly name: string;
  readonly picture: string | undefined;
  readonly online: boolean;
  readonly status: Status | undefined;
  onClose(): void;
}

/** Who somebody is in the room, and what can be done about it. */
export function MemberCard({ room, member, me, name, picture, online, status, onClose }: MemberCardProps) {
  const { t, i18n } = useTranslation();
  const { api } = useClient();
  const { membership, rights } = useRoom(room);
  const isMe = member.id === me.id;
  const may = authorityOver(membership, rights, member);
  const [asked, setAsked] = useState(0);
  const ask = useCallback(async (signal: AbortSignal) => {
    // Only who may mute is told.
    return may.mute ? { ...await api.rooms.member(room, member.id, { signal }), asked } : undefined;
  }, [api, room, member.id, may.mute, asked]);
  const { value } = useAnswer(ask);
  return (
    <Dialog title={isolate(name)} onClose={onClose}>
      <div className="person">
        <Avatar id={member.id} name={name} picture={picture} online={online} />
        <div>
          <div className="name" dir="auto">{name}</div>
          <StatusMark status={status} isWhole />
          <div className="seen" dir="auto">@{member.name}</div>
          <div className="seen">
            {t(`members.role.${member.role}`)}
            {member.isGuest && `, ${t("people.guest")}`}
          </div>
          <div className="seen">{t("members.since", { when: dateText(member.joinedAt, i18n.language) })}</div>
        </div>
      </div>
      {value?.muted !== undefined && (
        <MutedLine
          room={room}
          user={member.id}
          muted={value.muted}
          onLifted={() => setAsked(asked + 1)}
        />
      )}
      {!isMe && (
        <MemberDeeds {...{ room, member, name }} may={value?.muted ? { ...may, mute: false } : may} onDone={onClose} />
      )}
      {!isMe && !me.guest && !member.isGuest && <PersonDeeds user={member} name={name} onDone={onClose} />}
    </Dialog>
  );
}
