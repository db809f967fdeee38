import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Member, PresenceSnapshot, SessionUser } from "../../react/mod.ts";
import { Avatar } from "../shell/avatar.tsx";
import { Icon, type IconName } from "../shell/icon.tsx";
import { agoText } from "../text/time_text.ts";
import { StatusMark } from "../status/status_mark.tsx";
import { MemberCard } from "./member_card.tsx";
import type { People } from "./people.ts";

export interface MemberPanelProps {
  readonly room: string;
  readonly members: readonly Member[];
  /** All of them, also those that are not listed. */
  readonly count: number;
  readonly presence: PresenceSnapshot;
  readonly me: SessionUser;
  nameOf(user: { readonly id: string; readonly name: string }): string;
  pictureOf(id: string): string | undefined;
  statusOf: People["statusOf"];
  /** Absent: one may ban and mute nobody here. */
  readonly onSanctions: (() => void) | undefined;
  readonly onReports: (() => void) | undefined;
  onClose(): void;
}

/** Who is in the room: those who are there now, then the others with when they were. */
export function MemberPanel(
  { room, members, count, presence, onSanctions, onReports, onClose, ...others }: MemberPanelProps,
) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<string>();
  const shown = members.find(({ id }) => id === open);
  const isOnline = ({ id }: Member) => presence.online.has(id);
  const groups = [
    { name: t("rooms.online"), members: members.filter(isOnline), online: true },
    { name: t("rooms.away"), members: members.filter((member) => !isOnline(member)), online: false },
  ];
  return (
    <aside className="members" aria-label={t("rooms.members_title")}>
      <div className="bar">
        <div className="titles">
          <h2>{t("rooms.members", { count })}</h2>
        </div>
        {onReports !== undefined && <BarButton icon="flag" label={t("reports.title")} onClick={onReports} />}
        {onSanctions !== undefined && <BarButton icon="mute" label={t("people.sanctions")} onClick={onSanctions} />}
        <button type="button" className="icon-button" aria-label={t("app.close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div className="list" tabIndex={0}>
        {groups.map((group) =>
          group.members.length > 0 && (
            <section key={group.name}>
              <h3 className="heading">{group.name}</h3>
              <ul>
                {group.members.map((member) => (
                  <MemberLine
                    key={member.id}
                    member={member}
                    online={group.online}
                    lastSeen={group.online ? undefined : presence.lastSeen(member.id)}
                    onOpen={() => setOpen(member.id)}
                    {...others}
                  />
                ))}
              </ul>
            </section>
          )
        )}
      </div>
      {shown !== undefined && (
        <MemberCard
          room={room}
          member={shown}
          me={others.me}
          name={others.nameOf(shown)}
          picture={others.pictureOf(shown.id)}
          online={isOnline(shown)}
          status={others.statusOf(shown.id)}
          onClose={() => setOpen(undefined)}
        />
      )}
    </aside>
  );
}

interface BarButtonProps {
  readonly icon: IconName;
  readonly label: string;
  onClick(): void;
}

function BarButton({ icon, label, onClick }: BarButtonProps) {
  return (
    <button type="button" className="icon-button" title={label} aria-label={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

interface MemberLineProps extends Pick<MemberPanelProps, "me" | "nameOf" | "pictureOf" | "statusOf"> {
  readonly member: Member;
  readonly online: boolean;
  readonly lastSeen: string | undefined;
  onOpen(): void;
}

function MemberLine({ member, online, lastSeen, me, nameOf, pictureOf, statusOf, onOpen }: MemberLineProps) {
  const { t, i18n } = useTranslation();
  const name = nameOf(member);
  const about = [
    member.id === me.id ? t("rooms.you") : undefined,
    member.isGuest ? t("people.guest") : undefined,
    lastSeen === undefined ? undefined : t("rooms.seen", { when: agoText(lastSeen, i18n.language, new Date()) }),
  ].filter((part) => part !== undefined);
  return (
    <li>
      <button type="button" className={online ? "member" : "member away"} onClick={onOpen}>
        <Avatar id={member.id} name={name} picture={pictureOf(member.id)} online={online} />
        <span className="about">
          <span className="named">
            <span className="name" dir="auto">{name}</span>
            {member.role !== "member" && <span className="role">{t(`members.role.${member.role}`)}</span>}
          </span>
          <StatusMark status={statusOf(member.id)} isWhole />
          {about.length > 0 && <span className="seen">{about.join(", ")}</span>}
        </span>
      </button>
    </li>
  );
}
