import type { FoundMessage, MentionSummary, RoomSummary, SessionUser, UseRooms } from "../../react/mod.ts";
import { RoomNotices } from "../attention/room_notices.tsx";
import { NewMessage } from "../direct/new_message.tsx";
import { LaterDialog } from "../later/later_dialog.tsx";
import type { People } from "../members/people.ts";
import { SanctionsDialog } from "../members/sanctions_dialog.tsx";
import { MentionsDialog } from "../mentions/mentions_dialog.tsx";
import type { Command } from "../palette/palette.tsx";
import { ShortcutsDialog } from "../palette/shortcuts_dialog.tsx";
import { ReportsDialog } from "../reports/reports_dialog.tsx";
import { BrowseRooms } from "../rooms/browse_rooms.tsx";
import { CreateRoom } from "../rooms/create_room.tsx";
import { LeaveRoom } from "../rooms/leave_room.tsx";
import { RoomSettings } from "../rooms/room_settings.tsx";
import { navigate, routeToMessage } from "../routing/route.ts";
import { SettingsDialog } from "../settings/settings_dialog.tsx";
import type { Settings, SettingsStore } from "../settings/settings_store.ts";
import { StatusDialog } from "../status/status_dialog.tsx";
import { ThreadsDialog } from "../threads/threads_dialog.tsx";
import { Finding } from "./finding.tsx";

export type OpenWindow =
  | "browse"
  | "create"
  | "leave"
  | "message"
  | "mentions"
  | "notices"
  | "palette"
  | "reports"
  | "room"
  | "sanctions"
  | "search"
  | "settings"
  | "shortcuts"
  | "status"
  | "later"
  | "threads"
  | undefined;

export interface WindowsProps {
  readonly open: OpenWindow;
  readonly me: SessionUser;
  readonly rooms: UseRooms;
  readonly people: People;
  /** The room that is open. */
  readonly room: RoomSummary | undefined;
  readonly store: SettingsStore;
  readonly settings: Settings;
  readonly commands: readonly Command[];
  go(room: string): void;
  onOpen(window: OpenWindow): void;
  onProfile(): void;
  onClose(): void;
}

/** The window over the page, one at most. */
export function Windows(
  { open, me, rooms, people, room, store, settings, commands, go, onOpen, onProfile, onClose }: WindowsProps,
) {
  const leaveTo = (id: string) => {
    onClose();
    go(id);
  };
  switch (open) {
    case "browse":
      return <BrowseRooms find={rooms.find} onJoin={rooms.join} onOpen={leaveTo} onClose={onClose} />;
    case "create":
      return <CreateRoom onCreate={async (made) => leaveTo((await rooms.create(made)).id)} onClose={onClose} />;
    case "leave": {
      if (room === undefined) return null;
      const leave = async () => {
        await rooms.leave(room.id);
        onClose();
        navigate({ page: "home" });
      };
      return <LeaveRoom room={room} onLeave={leave} onClose={onClose} />;
    }
    case "message":
      return <NewMessage onStart={async (people) => leaveTo((await rooms.openDirect(people)).id)} onClose={onClose} />;
    case "mentions":
      return <MentionsDialog rooms={rooms.rooms} people={people} onOpen={openMention} onClose={onClose} />;
    case "notices":
      return room === undefined ? null : <RoomNotices room={room} onClose={onClose} />;
    case "palette":
    case "search":
      return <Finding {...{ open, me, rooms, people, room, commands, go, onOpen, onClose }} onMessage={openHit} />;
    case "reports": {
      if (room === undefined) return null;
      const show = (seq: number) => navigate({ page: "room", room: room.id, seq });
      return <ReportsDialog room={room.id} people={people} onShow={show} onClose={onClose} />;
    }
    case "room": {
      if (room === undefined) return null;
      const deleted = () => {
        onClose();
        navigate({ page: "home" });
      };
      return (
        <RoomSettings room={room} people={people} onChanged={rooms.refresh} onDeleted={deleted} onClose={onClose} />
      );
    }
    case "sanctions":
      return room === undefined ? null : <SanctionsDialog room={room.id} people={people} onClose={onClose} />;
    case "settings":
      return <SettingsDialog {...{ me, store, settings, onProfile, onClose }} />;
    case "shortcuts":
      return <ShortcutsDialog onClose={onClose} />;
    case "status":
      return <StatusDialog onProfile={onProfile} onClose={onClose} />;
    case "later":
      return <LaterDialog onClose={onClose} />;
    case "threads":
      return (
        <ThreadsDialog
          rooms={rooms.rooms}
          people={people}
          onOpen={(id, seq) => navigate({ page: "room", room: id, seq, thread: true })}
          onClose={onClose}
        />
      );
    case undefined:
      return null;
  }
}

const openHit = ({ room_id, seq, thread }: FoundMessage): void => navigate(routeToMessage(room_id, seq, thread));
const openMention = ({ room, seq, thread }: MentionSummary): void => navigate(routeToMessage(room, seq, thread));
