import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { type UseMessages, useTyping } from "../../react/mod.ts";
import { Composer } from "../composer/composer.tsx";
import type { Mentionable } from "../composer/mention.ts";
import { TypingLine } from "../composer/typing_line.tsx";
import type { UseWriting } from "../composer/use_writing.ts";
import { BlockedNotice } from "../direct/blocked_notice.tsx";
import type { Attaching } from "../files/use_attaching.tsx";
import { LaterLine } from "../later/later_line.tsx";
import { useSendLater } from "../later/use_send_later.tsx";
import type { People } from "../members/people.ts";
import { Answering } from "../messages/answering.tsx";
import { ConnectionNotice } from "../shell/connection_notice.tsx";
import { isolate } from "../text/isolate.ts";
import { Silent } from "../voice/silent.tsx";
import { SlowLine } from "../voice/slow_line.tsx";
import { useVoice } from "../voice/use_voice.ts";

export interface WritingAreaProps {
  readonly id: string;
  readonly roomName: string;
  readonly messages: UseMessages;
  readonly people: People;
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly mentionable: readonly Mentionable[];
  readonly writing: UseWriting;
  readonly attaching: Attaching;
  onUp(): void;
}

/** Below the messages of a room: what goes on with it, and the place to write. */
export function WritingArea({ id, roomName, messages, people, writing, attaching, ...place }: WritingAreaProps) {
  const { t } = useTranslation();
  const { typing, notify, stop } = useTyping(id);
  const { answered, dropAnswer } = writing;
  const { files } = attaching;
  const voice = useVoice(id);
  const later = useSendLater({
    ...{ room: id, writing, attachments: files.ids, isWaiting: files.isGoing },
    onSent: () => {
      files.store.taken();
      stop();
      place.input.current?.focus();
    },
  });
  return (
    <div className="under">
      <TypingLine names={typing.map(people.nameOf)} />
      {messages.error !== undefined && messages.hasOlder && <LoadFailed onAgain={() => void messages.loadOlder()} />}
      <ConnectionNotice />
      <LaterLine room={id} />
      <BlockedNotice room={id} name={roomName} />
      {voice.silence !== undefined ? <Silent silence={voice.silence} /> : (
        <Composer
          label={t("composer.label", { room: isolate(roomName) })}
          draft={writing.draft}
          {...place}
          pictureOf={people.pictureOf}
          before={attaching.buttons}
          above={
            <>
              {answered !== undefined && <Answering item={answered} nameOf={people.nameOf} onDrop={dropAnswer} />}
              {attaching.list}
            </>
          }
          after={later.button}
          isFull={files.ids.length > 0}
          isWaiting={files.isGoing || voice.wait > 0}
          onFiles={attaching.add}
          onDraft={(text) => {
            writing.keep(text);
            if (text.trim() === "") stop();
            else notify();
          }}
          onSend={writing.submit}
          onEscape={dropAnswer}
        />
      )}
      {voice.silence === undefined && <SlowLine {...voice} />}
      {later.window}
    </div>
  );
}

function LoadFailed({ onAgain }: { onAgain(): void }) {
  const { t } = useTranslation();
  return (
    <p className="notice bad">
      <span className="grow">{t("messages.loadFailed")}</span>
      <button type="button" className="button small" onClick={onAgain}>{t("fault.again")}</button>
    </p>
  );
}
