import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type RoomSummary, type SessionUser, useNotices as useWishes } from "../../react/mod.ts";
import { navigate } from "../routing/route.ts";
import type { Settings } from "../settings/settings_store.ts";
import { bare } from "../text/isolate.ts";
import { chime, newsOf, notify } from "./notifier.ts";
import { isQuiet, isWanted } from "./wanted.ts";
import { pageTitle, showFavicon } from "./page_title.ts";

export interface NoticesOptions {
  readonly rooms: readonly RoomSummary[];
  readonly open: string | undefined;
  readonly me: SessionUser;
  readonly isLooking: boolean;
  readonly settings: Settings;
}

/** No more than one sound in this time, milliseconds: a lively room is no alarm. */
const chimeMs = 3_000;

/** Tells of what is unread: in the title and the sign of the page; by a notification and a sound to who looks elsewhere. */
export function useNotices({ rooms, open, me, isLooking, settings }: NoticesOptions): void {
  const { t } = useTranslation();
  const unread = rooms.reduce((sum, room) => sum + room.unread, 0);
  const roomName = rooms.find(({ id }) => id === open)?.name;
  useEffect(() => {
    document.title = pageTitle(t("app.name"), roomName, unread);
    showFavicon(unread > 0);
  }, [t, roomName, unread]);

  const speaks = useSpeaks();
  const { notices: wishes } = useWishes();
  const before = useRef(rooms);
  const chimed = useRef(-Infinity);
  useEffect(() => {
    const now = new Date();
    const heard = newsOf(before.current, rooms, { isLooking, me: me.id, open, speaks, now: now.getTime() });
    before.current = rooms;
    if (wishes !== undefined && isQuiet(wishes, now)) return;
    const news = heard.filter((room) => wishes === undefined || isWanted(room, wishes, me.username, now));
    if (news.length === 0) return;
    if (settings.notifications && "Notification" in globalThis && Notification.permission === "granted") {
      for (const room of news) {
        const names = { name: bare(room.lastMessage?.user.name ?? ""), room: bare(room.name) };
        notify(room, t("notice.message", names), () => navigate({ page: "room", room: room.id }));
      }
    }
    if (settings.sound && performance.now() - chimed.current > chimeMs) {
      chimed.current = performance.now();
      chime();
    }
  }, [rooms, isLooking, me, open, speaks, settings, wishes, t]);
}

/** Of several windows of one browser one speaks; when it closes, the next does. */
function useSpeaks(): boolean {
  const [speaks, setSpeaks] = useState(false);
  useEffect(() => {
    const { locks } = navigator;
    // Without TLS there are no locks; then each window speaks, under tags that make one notification of them.
    if (locks === undefined) return setSpeaks(true);
    const giveUp = new AbortController();
    let release = () => {};
    const held = locks.request("parley/speaks", { signal: giveUp.signal }, () => {
      setSpeaks(true);
      return new Promise<void>((resolve) => release = resolve);
    });
    // Given up before it was had.
    held.catch(() => setSpeaks(false));
    return () => {
      giveUp.abort();
      release();
    };
  }, []);
  return speaks;
}
