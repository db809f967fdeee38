import type { MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineItem } from "../../react/mod.ts";
import { DeedBar } from "../deeds/deed_bar.tsx";
import { besideOf } from "../dialogs/floating.tsx";
import { Attachments } from "../files/attachments.tsx";
import { Avatar } from "../shell/avatar.tsx";
import { Icon } from "../shell/icon.tsx";
import { isolate } from "../text/isolate.ts";
import { timeText, wholeTimeText } from "../text/time_text.ts";
import { EditForm } from "./edit_form.tsx";
import { Fate } from "./fate.tsx";
import type { MessageRowProps } from "./row_props.ts";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import { LinkCards } from "../previews/link_cards.tsx";
import { RichText } from "./rich_text.tsx";
import { ThreadLine } from "./thread_line.tsx";
import { StatusMark } from "../status/status_mark.tsx";
import { Origin } from "../forward/origin.tsx";
import { ReadLine } from "../receipts/read_line.tsx";
import { Tombstone } from "./tombstone.tsx";

/** What somebody said, with all that belongs to it. */
export function Message(props: MessageRowProps) {
  const { item, first, isActive, isEditing, nameOf, pictureOf, statusOf, deeds } = props;
  const { t, i18n } = useTranslation();
  const name = nameOf(item.user);
  const time = timeText(item.timestamp, i18n.language);
  const can = isActive && !isEditing ? deeds.can(item) : [];
  const openMenu = (event: MouseEvent) => {
    // The browser's own menu is for links, and for text that was marked.
    const isOwn = event.target instanceof Element && event.target.closest("a, textarea") !== null;
    if (isOwn || getSelection()?.isCollapsed === false || deeds.can(item).length === 0) return;
    event.preventDefault();
    deeds.openMenu(item, { x: event.clientX, y: event.clientY });
  };
  return (
    <article
      className={classOf(props)}
      aria-label={t("messages.from", { name: isolate(name), time })}
      data-seq={item.seq}
      data-key={item.key}
      tabIndex={-1}
      onContextMenu={openMenu}
    >
      {first
        ? <Avatar id={item.user.id} name={name} picture={pictureOf(item.user.id)} />
        : <span className="gutter">{time}</span>}
      <div>
        {first && (
          <div className="byline">
            <span className="name" dir="auto">{name}</span>
            <StatusMark status={statusOf(item.user.id)} />
            <time dateTime={item.timestamp} title={wholeTimeText(item.timestamp, i18n.language)}>{time}</time>
          </div>
        )}
        <Body {...props} />
      </div>
      {can.length > 0 && (
        <DeedBar
          item={item}
          can={can}
          onDeed={(deed, from) => deeds.act(deed, item, besideOf(from))}
          onMore={(from) => deeds.openMenu(item, besideOf(from))}
        />
      )}
    </article>
  );
}

function classOf({ item, first, me, isActive, isTarget }: MessageRowProps): string {
  const isMeant = item.mentionsRoom === true || item.mentions?.includes(me) === true;
  const marks = {
    first,
    active: isActive,
    target: isTarget,
    changing: item.isChanging === true,
    "mentions-me": isMeant && item.user.id !== me,
    [item.state]: item.state !== "sent",
  };
  return ["message", ...Object.entries(marks).filter(([, is]) => is).map(([name]) => name)].join(" ");
}

/** The text, or what stands in its place, and what others did with it. */
function Body(props: MessageRowProps) {
  const { item, quoted, room, isEditing, isNewestOwn, nameOf, usernameOf, deeds } = props;
  const { onJump, onEdit, onThread, onRetry, onDiscard } = props;
  const { t } = useTranslation();
  const { seq, thread, reactions } = item;
  return (
    <>
      {item.isPinned && (
        <div className="pinned-mark">
          <Icon name="pin" />
          {t("messages.pinned")}
        </div>
      )}
      {item.replyTo !== undefined && (
        <Quote room={room} seq={item.replyTo} loaded={quoted} nameOf={nameOf} onJump={onJump} />
      )}
      {item.forwarded !== undefined && <Origin from={item.forwarded} nameOf={nameOf} />}
      {isEditing && seq !== undefined
        ? <EditForm text={item.content} onSave={(text) => onEdit(seq, text)} onClose={deeds.close} />
        : item.isDeleted
        ? <Tombstone />
        : item.content !== "" && <RichText text={item.content} mentioned={namesOf(item, usernameOf)} />}
      {item.editedAt !== undefined && !isEditing && <EditedMark item={item} deeds={deeds} />}
      {item.attachments !== undefined && <Attachments files={item.attachments} />}
      {item.files !== undefined && (
        <p className="files-going">
          <Icon name="clip" />
          {t("files.going", { count: item.files })}
        </p>
      )}
      {!isEditing && <LinkCards room={room} item={item} isOwn={item.user.id === props.me} onEdit={onEdit} />}
      {reactions !== undefined && (
        <Reactions
          reactions={reactions}
          whoIs={(id) => {
            const username = usernameOf(id);
            return username === undefined ? undefined : nameOf({ id, name: username });
          }}
          onToggle={(emoji, on) => deeds.toggle(item, emoji, on)}
          onAdd={(from) => deeds.act("react", item, besideOf(from))}
        />
      )}
      {thread !== undefined && seq !== undefined && onThread !== undefined && (
        <ThreadLine
          {...thread}
          onOpen={() => onThread(seq)}
        />
      )}
      {isNewestOwn && (
        <ReadLine
          {...{ room, item, nameOf, usernameOf }}
          onOpen={(from) => deeds.act("read", item, besideOf(from))}
        />
      )}
      {(item.state !== "sent" || item.failure !== undefined) && (
        <Fate item={item} onRetry={onRetry} onDiscard={onDiscard} />
      )}
    </>
  );
}

function EditedMark({ item, deeds }: Pick<MessageRowProps, "item" | "deeds">) {
  const { t, i18n } = useTranslation();
  return (
    <button
      type="button"
      className="edited-mark"
      title={item.editedAt && wholeTimeText(item.editedAt, i18n.language)}
      onClick={(event) => deeds.act("history", item, besideOf(event.currentTarget))}
    >
      {t("messages.edited")}
    </button>
  );
}

/** The usernames that are marked in the text, as one text: equal ones are the same to a row. */
function namesOf({ mentions, mentionsRoom }: TimelineItem, usernameOf: (id: string) => string | undefined): string {
  const names = mentions?.flatMap((id) => usernameOf(id) ?? []) ?? [];
  return [...names, ...(mentionsRoom ? ["room"] : [])].join(" ");
}
