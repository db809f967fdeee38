import { useTranslation } from "react-i18next";
import { type RoomSummary, type SessionUser, usePresence } from "../../react/mod.ts";
import type { People } from "../members/people.ts";
import { MentionBadge } from "../rooms/mention_badge.tsx";
import { UnreadBadge } from "../rooms/unread_badge.tsx";
import { Link } from "../routing/link.tsx";
import { Avatar } from "../shell/avatar.tsx";
import { Icon } from "../shell/icon.tsx";
import { bare } from "../text/isolate.ts";
import { othersIn } from "./titled.ts";

export interface DirectListProps {
  readonly rooms: readonly RoomSummary[];
  readonly chosen: string | undefined;
  readonly me: SessionUser;
  readonly people: People;
}

/** Of so many conversations it is shown who is there: each is asked of the server, and tells when it changes. */
const watchedMax = 20;

/** One's conversations, the latest first. */
export function DirectList({ rooms, chosen, me, people }: DirectListProps) {
  const conversations = rooms.filter(({ isDirect }) => isDirect).sort((a, b) => latest(b).localeCompare(latest(a)));
  return (
    <ul>
      {conversations.map((room, at) => {
        const line = { room, others: othersIn(room, me.id), people, isChosen: room.id === chosen };
        const isWatched = at < watchedMax && line.others.length === 1;
        return isWatched
          ? <WatchedLine key={room.id} {...line} />
          : <DirectLine key={room.id} {...line} isOnline={false} />;
      })}
    </ul>
  );
}

function latest({ lastMessage, createdAt }: RoomSummary): string {
  return lastMessage?.timestamp ?? createdAt;
}

interface LineProps {
  readonly room: RoomSummary;
  readonly others: readonly string[];
  readonly people: People;
  readonly isChosen: boolean;
}

/** With whether the other one is there. */
function WatchedLine(line: LineProps) {
  const { online } = usePresence(line.room.id);
  return <DirectLine {...line} isOnline={line.others.some((id) => online.has(id))} />;
}

function DirectLine({ room, others, people, isChosen, isOnline }: LineProps & { readonly isOnline: boolean }) {
  const { t } = useTranslation();
  const [other] = others;
  return (
    <li>
      <Link
        to={{ page: "room", room: room.id }}
        className={room.unread > 0 ? "room-link unread" : "room-link"}
        aria-current={isChosen ? "page" : undefined}
      >
        {others.length === 1 && other !== undefined
          ? <Avatar id={other} name={room.name} picture={people.pictureOf(other)} online={isOnline} />
          : <Icon name="people" />}
        <span className="name" dir="auto">{bare(room.name)}</span>
        {isOnline && <span className="unseen">{t("rooms.online")}</span>}
        <MentionBadge count={room.mentions} />
        <UnreadBadge count={room.unread} words={t("rooms.unread", { count: room.unread })} />
      </Link>
    </li>
  );
}
