import { type RefObject, useCallback, useEffect, useState } from "react";
import { type SessionUser, usePresence, useReports, useRoom } from "../../react/mod.ts";
import type { DraftStore } from "../composer/draft_store.ts";
import { MemberPanel } from "../members/member_panel.tsx";
import { mayLeave, titled } from "../direct/titled.ts";
import type { People } from "../members/people.ts";
import type { Target } from "../messages/use_list_place.ts";
import { navigate } from "../routing/route.ts";
import { PinsDialog } from "./pins_dialog.tsx";
import { RoomHeader } from "./room_header.tsx";
import { RoomMissing } from "./room_missing.tsx";
import { ThreadPanel } from "../threads/thread_panel.tsx";
import { Talk } from "./talk.tsx";

/** A message, and what one wants of the thread below it. */
export interface Wanted {
  readonly seq: number;
  readonly thread?: OpenThread;
}

interface OpenThread {
  readonly root: number;
  /** The answer that one wants to see. */
  readonly target?: Target;
}

export interface RoomPageProps {
  readonly id: string;
  readonly me: SessionUser;
  readonly drafts: DraftStore;
  readonly people: People;
  readonly input: RefObject<HTMLTextAreaElement | null>;
  /** The message that the address names, an object for each time one goes there. */
  readonly wanted: Wanted | undefined;
  readonly membersShown: boolean;
  onMembers(): void;
  onInvite(): void;
  onSettings(): void;
  onSanctions(): void;
  onReports(): void;
  onNotices(): void;
  onLeave(): void;
}

/** So many reports are counted: who decides some of them sees that there are more. */
const reportsCountMax = 20;

/** One room: what was said, what one is about to say, who is there. */
export function RoomPage(props: RoomPageProps) {
  const { id, me, people, drafts, input, wanted, membersShown, onMembers } = props;
  const { room: known, members, rights, status, sentAway, join } = useRoom(id);
  const room = known && titled(known, me.id, people);
  const presence = usePresence(id);
  const seesReports = rights.has("view_reports") && room?.isDirect !== true;
  const { reports = [] } = useReports(seesReports ? id : undefined, { limit: reportsCountMax });
  const [pins, setPins] = useState(false);
  const [thread, setThread] = useState<OpenThread>();
  const openThread = useCallback((root: number) => setThread({ root }), []);
  const jump = useCallback((seq: number) => navigate({ page: "room", room: id, seq }), [id]);
  const closeThread = useCallback(() => {
    setThread(undefined);
    input.current?.focus();
  }, [input]);
  useEffect(() => {
    if (wanted?.thread !== undefined) setThread(wanted.thread);
  }, [wanted]);
  if (room === undefined || (status !== "ready" && status !== "loading")) {
    return <RoomMissing {...{ status, room, sentAway }} onJoin={join} />;
  }
  return (
    <>
      <RoomHeader
        {...props}
        room={room}
        reports={reports.length}
        onPins={() => setPins(true)}
        onInvite={rights.has("invite") ? props.onInvite : undefined}
        onSettings={(rights.has("change_room") || rights.has("view_audit")) ? props.onSettings : undefined}
        onLeave={mayLeave(room) ? props.onLeave : undefined}
      />
      <div className={thread !== undefined ? "room with-thread" : membersShown ? "room with-members" : "room"}>
        <Talk {...props} roomName={room.name} members={members} onThread={openThread} />
        {thread !== undefined && (
          <ThreadPanel
            key={thread.root}
            {...thread}
            {...{ id, me, members, drafts, people }}
            onJump={jump}
            onClose={closeThread}
          />
        )}
        {thread === undefined && membersShown && (
          <MemberPanel
            room={id}
            members={members}
            count={room.members}
            presence={presence}
            me={me}
            nameOf={people.nameOf}
            pictureOf={people.pictureOf}
            statusOf={people.statusOf}
            onReports={seesReports ? props.onReports : undefined}
            onSanctions={rights.has("ban") || rights.has("mute") ? props.onSanctions : undefined}
            onClose={onMembers}
          />
        )}
      </div>
      {pins && (
        <PinsDialog
          room={room}
          people={people}
          onShow={jump}
          onClose={() => setPins(false)}
        />
      )}
    </>
  );
}
