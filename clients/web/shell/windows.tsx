import type { RoomSummary, SessionUser, UseRooms } from "../../react/mod.ts";
import { type Command, Palette } from "../palette/palette.tsx";
import { ShortcutsDialog } from "../palette/shortcuts_dialog.tsx";
import { BrowseRooms } from "../rooms/browse_rooms.tsx";
import { CreateRoom } from "../rooms/create_room.tsx";
import { LeaveRoom } from "../rooms/leave_room.tsx";
import { RoomSettings } from "../rooms/room_settings.tsx";
import { navigate } from "../routing/route.ts";
import { SettingsDialog } from "../settings/settings_dialog.tsx";
import type { Settings, SettingsStore } from "../settings/settings_store.ts";

export type OpenWindow = "browse" | "create" | "leave" | "palette" | "room" | "settings" | "shortcuts" | undefined;

export interface WindowsProps {
  readonly open: OpenWindow;
  readonly me: SessionUser;
  readonly rooms: UseRooms;
  /** The room that is open. */
  readonly room: RoomSummary | undefined;
  readonly store: SettingsStore;
  readonly settings: Settings;
  readonly commands: readonly Command[];
  go(room: string): void;
  onProfile(): void;
  onClose(): void;
}

/** The window over the page, one at most. */
export function Windows({ open, me, rooms, room, store, settings, commands, go, onProfile, onClose }: WindowsProps) {
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
    case "palette":
      return <Palette rooms={rooms.rooms} commands={commands} onRoom={go} onClose={onClose} />;
    case "room": {
      if (room === undefined) return null;
      const deleted = () => {
        onClose();
        navigate({ page: "home" });
      };
      return <RoomSettings room={room} onChanged={rooms.refresh} onDeleted={deleted} onClose={onClose} />;
    }
    case "settings":
      return <SettingsDialog {...{ me, store, settings, onProfile, onClose }} />;
    case "shortcuts":
      return <ShortcutsDialog onClose={onClose} />;
    case undefined:
      return null;
  }
}
