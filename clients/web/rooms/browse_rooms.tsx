import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RoomSummary } from "../../sdk/mod.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import { useAction } from "../dialogs/use_action.ts";
import { faultText } from "../text/fault_text.ts";
import { bare } from "../text/isolate.ts";
import { JoinForm } from "./join_form.tsx";
import { RoomIcon } from "./room_icon.tsx";

export interface BrowseRoomsProps {
  find(query: { q?: string; limit: number; offset: number }): Promise<{
    readonly rooms: readonly RoomSummary[];
    readonly total: number;
  }>;
  onJoin(room: string, password: string | undefined): Promise<unknown>;
  onOpen(room: string): void;
  onClose(): void;
}

const pageRooms = 50;
/** A pause in typing after which one is taken to have typed what is looked for, milliseconds. */
const pauseMs = 200;

interface Found {
  readonly rooms: readonly RoomSummary[];
  readonly total: number;
  readonly error?: unknown;
}

/** Every room that one may see, searched by name. */
export function BrowseRooms({ find, onJoin, onOpen, onClose }: BrowseRoomsProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState(pageRooms);
  const [found, setFound] = useState<Found>();
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      readRooms(find, search.trim(), shown).then(
        (answer) => current && setFound(answer),
        (error: unknown) => current && setFound({ rooms: [], total: 0, error }),
      );
    }, pauseMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [find, search, shown]);
  return (
    <Dialog title={t("rooms.browse")} onClose={onClose}>
      <input
        autoFocus
        className="input"
        type="search"
        value={search}
        aria-label={t("rooms.search")}
        placeholder={t("rooms.search")}
        onChange={(event) => setSearch(event.target.value)}
      />
      {found === undefined && (
        <div className="empty" role="status">
          <span className="spinner" />
          {t("app.loading")}
        </div>
      )}
      {found?.error !== undefined && <p className="notice bad" role="alert">{faultText(t, found.error)}</p>}
      {found !== undefined && found.error === undefined && found.rooms.length === 0 && <p>{t("rooms.nothingFound")}</p>}
      <ul className="room-cards">
        {found?.rooms.map((room) => <RoomCard key={room.id} room={room} onJoin={onJoin} onOpen={onOpen} />)}
      </ul>
      {found !== undefined && found.rooms.length < found.total && (
        <button
          type="button"
          className="button"
          onClick={() => setShown(shown + pageRooms)}
        >
          {t("rooms.more")}
        </button>
      )}
    </Dialog>
  );
}

async function readRooms(find: BrowseRoomsProps["find"], q: string, count: number): Promise<Found> {
  const rooms: RoomSummary[] = [];
  for (;;) {
    const page = await find({ ...(q === "" ? {} : { q }), limit: pageRooms, offset: rooms.length });
    rooms.push(...page.rooms);
    if (page.rooms.length === 0 || rooms.length >= Math.min(count, page.total)) return { rooms, total: page.total };
  }
}

type RoomCardProps = Pick<BrowseRoomsProps, "onJoin" | "onOpen"> & { readonly room: RoomSummary };

function RoomCard({ room, onJoin, onOpen }: RoomCardProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { busy, fault, run } = useAction(async () => {
    await onJoin(room.id, undefined);
    onOpen(room.id);
  });
  const choose = () => {
    if (room.isMember) onOpen(room.id);
    else if (room.hasPassword) setAsking(true);
    else run();
  };
  const label = room.isMember ? t("rooms.open") : t("rooms.join");
  return (
    <li className="room-card">
      <div>
        <div className="title">
          <RoomIcon {...room} />
          <span className="name" dir="auto">{bare(room.name)}</span>
        </div>
        {room.description !== "" && <p className="topic" dir="auto">{room.description}</p>}
        <p className="topic">{t("rooms.members", { count: room.members })}</p>
      </div>
      {!asking && (
        <button type="button" className="button small" aria-disabled={busy} onClick={choose}>
          {label}
          <span className="unseen">{room.name}</span>
        </button>
      )}
      {fault !== undefined && <p className="notice bad" role="alert">{fault}</p>}
      {asking && <JoinForm room={room} onJoin={onJoin} onJoined={() => onOpen(room.id)} />}
    </li>
  );
}
