import type { RefObject } from "react";
import { type Member, type SessionUser, useMessageActions, useMessages } from "../../react/mod.ts";
import type { DraftStore } from "../composer/draft_store.ts";
import { useSharedDraft } from "../composer/use_shared_draft.ts";
import { useWriting } from "../composer/use_writing.ts";
import { DeedWindows } from "../deeds/deed_windows.tsx";
import { useDeeds } from "../deeds/use_deeds.ts";
import { useAttaching } from "../files/use_attaching.tsx";
import type { People } from "../members/people.ts";
import { useMembersByName } from "../members/use_members_by_name.ts";
import { Announcer } from "../messages/announcer.tsx";
import { Said } from "./said.tsx";
import { Sought } from "./sought.tsx";
import { useMarkUnread } from "./use_mark_unread.ts";
import { useTarget } from "./use_target.ts";
import { WritingArea } from "./writing_area.tsx";

export interface TalkProps {
  readonly id: string;
  readonly me: SessionUser;
  readonly roomName: string;
  readonly members: readonly Member[];
  readonly drafts: DraftStore;
  readonly people: People;
  readonly input: RefObject<HTMLTextAreaElement | null>;
  /** The message that the address names, an object for each time one goes there. */
  readonly wanted: { readonly seq: number } | undefined;
  onThread(seq: number): void;
}

/** What was said in a room, and what one is about to say. */
export function Talk({ id, me, roomName, members, drafts, people, input, wanted, onThread }: TalkProps) {
  const messages = useMessages(id);
  const { items } = messages;
  const { target, jump } = useTarget(messages, wanted);
  const { usernameOf, mentionable, powers } = useMembersByName({ room: id, members, me, people });
  const calls = useMessageActions(id);
  const attaching = useAttaching(id, input);
  const writing = useWriting({ drafts, place: id, input, send: attaching.sending(messages.send) });
  useSharedDraft({ drafts, room: id, text: writing.draft, onText: writing.keep });
  const { isHeld, markUnread } = useMarkUnread({ room: id, me: me.id, messages });
  const deeds = useDeeds({ room: id, ...powers, calls, onReply: writing.answer, onThread, onUnread: markUnread });
  const { isOver, handlers } = attaching.drop;
  const editLast = () => {
    const last = items.findLast((item) => item.user.id === me.id && deeds.actions.can(item).includes("edit"));
    if (last !== undefined) deeds.actions.act("edit", last, { x: 0, y: 0 });
  };
  return (
    <section className={isOver ? "talk dropping" : "talk"} {...handlers}>
      <Said
        {...{ id, roomName, messages, deeds, target, usernameOf, onThread, isHeld, ...people }}
        me={me.id}
        onEdit={calls.edit}
        onJump={jump}
      />
      {target !== undefined && <Sought room={id} target={target} />}
      <Announcer items={items} me={me.id} nameOf={people.nameOf} />
      <DeedWindows room={id} {...{ deeds, items, usernameOf, nameOf: people.nameOf }} onDelete={calls.delete} />
      <WritingArea
        {...{ id, roomName, messages, people, input, mentionable, writing, attaching }}
        onUp={editLast}
      />
    </section>
  );
}
