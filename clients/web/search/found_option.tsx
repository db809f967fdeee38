import { useTranslation } from "react-i18next";
import type { FoundMessage, Profile, RoomSummary } from "../../react/mod.ts";
import { RoomIcon } from "../rooms/room_icon.tsx";
import { Avatar } from "../shell/avatar.tsx";
import { bare } from "../text/isolate.ts";
import { wholeTimeText } from "../text/time_text.ts";
import { Snippet } from "./snippet.tsx";

/** One thing that was found, of whatever kind. */
export type Found =
  | { readonly kind: "room"; readonly key: string; readonly room: RoomSummary }
  | { readonly kind: "person"; readonly key: string; readonly user: Profile }
  | { readonly kind: "message"; readonly key: string; readonly hit: FoundMessage };

export interface FoundOptionProps {
  readonly id: string;
  readonly found: Found;
  readonly isChosen: boolean;
  roomNameOf(room: string): string;
  nameOf(user: { readonly id: string; readonly name: string }): string;
  onClick(): void;
}

export function FoundOption({ id, found, isChosen, roomNameOf, nameOf, onClick }: FoundOptionProps) {
  const common = { id, role: "option", "aria-selected": isChosen, onClick };
  switch (found.kind) {
    case "room":
      return (
        <div className="option person-option" {...common}>
          <RoomIcon {...found.room} />
          <span className="name" dir="auto">{bare(found.room.name)}</span>
          <span className="username" dir="auto">{found.room.description}</span>
        </div>
      );
    case "person": {
      const { id, username, display_name, avatar_url } = found.user;
      const name = display_name || username;
      return (
        <div className="option person-option" {...common}>
          <Avatar id={id} name={name} picture={avatar_url} />
          <span className="name" dir="auto">{name}</span>
          <span className="username" dir="auto">@{username}</span>
        </div>
      );
    }
    case "message": {
      const { user_id, username, room_id } = found.hit;
      return (
        <div className="option" {...common}>
          <Hit hit={found.hit} name={nameOf({ id: user_id, name: username })} roomName={roomNameOf(room_id)} />
        </div>
      );
    }
  }
}

function Hit(
  { hit, name, roomName }: { readonly hit: FoundMessage; readonly name: string; readonly roomName: string },
) {
  const { i18n } = useTranslation();
  return (
    <>
      <div className="byline">
        <span className="name" dir="auto">{name}</span>
        <span className="where" dir="auto">{bare(roomName)}</span>
        <time dateTime={hit.timestamp}>{wholeTimeText(hit.timestamp, i18n.language)}</time>
      </div>
      <div className="snippet" dir="auto">
        <Snippet {...hit.snippet} />
      </div>
      {hit.files?.map((file) => (
        <div key={file.name} className="snippet" dir="auto">
          <Snippet text={file.name} ranges={file.ranges} />
        </div>
      ))}
    </>
  );
}
