import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Member,
  type SessionUser,
  type TimelineItem,
  useMessageActions,
  type UseThread,
  useThread,
  useUnread,
} from "../../react/mod.ts";
import { Composer } from "../composer/composer.tsx";
import type { DraftStore } from "../composer/draft_store.ts";
import { useSharedDraft } from "../composer/use_shared_draft.ts";
import { useWriting } from "../composer/use_writing.ts";
import { DeedWindows } from "../deeds/deed_windows.tsx";
import { type Deeds, useDeeds } from "../deeds/use_deeds.ts";
import { useAttaching } from "../files/use_attaching.tsx";
import { LaterLine } from "../later/later_line.tsx";
import { useSendLater } from "../later/use_send_later.tsx";
import type { People } from "../members/people.ts";
import { useMembersByName } from "../members/use_members_by_name.ts";
import { Answering } from "../messages/answering.tsx";
import { MessageList } from "../messages/message_list.tsx";
import { MessageRow } from "../messages/message_row.tsx";
import type { RowActions } from "../messages/row_props.ts";
import type { Target } from "../messages/use_list_place.ts";
import { Sought } from "../rooms/sought.tsx";
import { useIsLooking } from "../rooms/use_reading.ts";
import { useTarget } from "../rooms/use_target.ts";
import { Silent } from "../voice/silent.tsx";
import { SlowLine } from "../voice/slow_line.tsx";
import { useVoice } from "../voice/use_voice.ts";
import { useEscape } from "./use_escape.ts";
import { ThreadBar } from "./thread_bar.tsx";

export interface ThreadPanelProps {
  readonly id: string;
  /** The message that began it. */
  readonly root: number;
  /** The answer that somebody wants to see. */
  readonly target?: Target | undefined;
  readonly me: SessionUser;
  readonly members: readonly Member[];
  readonly drafts: DraftStore;
  readonly people: People;
  /** Shows a message of the room's timeline. */
  onJump(seq: number): void;
  onClose(): void;
}

/** What was answered to one message, apart from what else is said in the room. */
export function ThreadPanel(
  { id, root, target: wanted, me, members, drafts, people, onJump, onClose }: ThreadPanelProps,
) {
  const { t } = useTranslation();
  const { thread, target, go } = useThreadPlace({ id, root, target: wanted, onJump });
  const { usernameOf, mentionable, powers } = useMembersByName({ room: id, members, me, people });
  const voice = useVoice(id);
  const calls = useMessageActions(id);
  const input = useRef<HTMLTextAreaElement>(null);
  const { files, drop, ...attaching } = useAttaching(id, input);
  const writing = useWriting({ drafts, place: `${id}/${root}`, input, send: attaching.sending(thread.send) });
  const { answered, answer, dropAnswer } = writing;
  useSharedDraft({ drafts, room: id, thread: root, text: writing.draft, onText: writing.keep });
  const onReply = useCallback((item: TimelineItem) => {
    // Everything here answers the first message.
    if (item.seq === root) input.current?.focus();
    else answer(item);
  }, [root, answer]);
  const deeds = useDeeds({ room: id, ...powers, calls, onReply });
  const later = useSendLater({
    ...{ room: id, thread: root, writing, attachments: files.ids, isWaiting: files.isGoing },
    onSent: () => files.store.taken(),
  });
  useEffect(() => input.current?.focus(), []);
  useEscape(writing.draft === "" && answered === undefined && files.uploads.length === 0, onClose);
  const rows = { room: id, me: me.id, usernameOf, onJump: go, onEdit: calls.edit, ...people };
  const items = thread.root === undefined ? thread.items : [thread.root, ...thread.items];
  return (
    <aside
      className={drop.isOver ? "members thread dropping" : "members thread"}
      aria-label={t("threads.title")}
      {...drop.handlers}
    >
      <ThreadBar
        isFollowing={thread.isFollowing}
        onFollow={thread.isFollowing ? thread.unfollow : thread.follow}
        onClose={onClose}
      />
      <Replies {...{ id, thread, deeds, rows, target }} />
      <DeedWindows room={id} {...{ deeds, items, usernameOf, nameOf: people.nameOf }} onDelete={calls.delete} />
      <div className="under">
        <LaterLine room={id} thread={root} />
        {voice.silence !== undefined ? <Silent silence={voice.silence} /> : (
          <Composer
            label={t("threads.write")}
            draft={writing.draft}
            {...{ input, mentionable }}
            pictureOf={people.pictureOf}
            before={attaching.buttons}
            above={
              <>
                {answered !== undefined && <Answering item={answered} nameOf={people.nameOf} onDrop={dropAnswer} />}
                {attaching.list}
              </>
            }
            after={later.button}
            onDraft={writing.keep}
            onSend={writing.submit}
            onEscape={dropAnswer}
            isFull={files.ids.length > 0}
            isWaiting={files.isGoing || voice.wait > 0}
            onFiles={attaching.add}
          />
        )}
        {voice.silence === undefined && <SlowLine {...voice} />}
        {later.window}
      </div>
    </aside>
  );
}

/** The thread, where in it somebody wants to be, and how one goes to another message of it or of the room. */
function useThreadPlace(
  { id, root, target: wanted, onJump }: Pick<ThreadPanelProps, "id" | "root" | "target" | "onJump">,
) {
  const thread = useThread(id, root);
  const { target, jump } = useTarget(thread, wanted);
  // What an answer quotes is in the thread, or it is the first message.
  const go = useCallback((seq: number) => seq > root ? jump(seq) : onJump(seq), [root, jump, onJump]);
  return { thread, target, go };
}

interface RepliesProps {
  readonly id: string;
  readonly thread: UseThread;
  readonly deeds: Deeds;
  readonly rows: Omit<RowActions, "onRetry" | "onDiscard" | "deeds">;
  readonly target: Target | undefined;
}

/** The message that began it, and below it the answers. */
function Replies({ id, thread, deeds, rows, target }: RepliesProps) {
  const { t } = useTranslation();
  const { root, items, markRead, retry, discard } = thread;
  const [isAtEnd, setAtEnd] = useState(true);
  const isLooking = useIsLooking();
  const last = items.findLast(({ seq }) => seq !== undefined)?.seq;
  useEffect(() => {
    if (isLooking && isAtEnd && last !== undefined) markRead(last);
  }, [isLooking, isAtEnd, last, markRead]);
  const { count, mentions, lastRead, markRead: markRoomRead } = useUnread(id);
  // A mention in the thread counts in the room until that is read up to there: where nothing else of it is unread, it is.
  const isSeen = isLooking && isAtEnd && count === 0 && mentions > 0 && last !== undefined && last > lastRead;
  useEffect(() => {
    if (isSeen) markRoomRead(last);
  }, [isSeen, last, markRoomRead]);
  const fates = {
    onRetry: useCallback(({ failure, clientId = "" }: TimelineItem) => retry(failure?.clientId ?? clientId), [retry]),
    onDiscard: useCallback(
      ({ failure, clientId = "" }: TimelineItem) => discard(failure?.clientId ?? clientId),
      [discard],
    ),
  };
  const beginning = root !== undefined && (
    <div className="thread-root">
      <MessageRow
        item={root}
        quoted={undefined}
        {...{ ...rows, ...fates }}
        {...{ day: false, fresh: false, first: true, isActive: false, isTarget: false, isNewestOwn: false }}
        isEditing={deeds.doing?.kind === "edit" && deeds.doing.seq === root.seq}
        deeds={deeds.actions}
      />
    </div>
  );
  return (
    <>
      {target !== undefined && <Sought room={id} target={target} />}
      {items.length === 0 ? <div className="list-frame">{beginning}</div> : (
        <MessageList
          id="thread"
          label={t("threads.title")}
          {...thread}
          {...{ ...rows, ...fates, beginning, deeds }}
          target={target}
          firstUnreadSeq={thread.firstUnreadSeq}
          onAtEnd={setAtEnd}
        />
      )}
    </>
  );
}
