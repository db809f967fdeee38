import { type ReactNode, type RefObject, useCallback } from "react";
import type { UseWritingOptions } from "../composer/use_writing.ts";
import { AttachButton } from "./attach_button.tsx";
import { UploadList } from "./upload_list.tsx";
import { type UseDrop, useDrop } from "./use_drop.ts";
import { type UseUploads, useUploads } from "./use_uploads.ts";
import { useVoiceNote } from "./use_voice_note.ts";
import { VoiceBar, VoiceButton } from "./voice_bar.tsx";

type Send = UseWritingOptions["send"];

export interface Attaching {
  readonly files: UseUploads;
  /** Of the place onto which files are dropped. */
  readonly drop: UseDrop;
  /** Stands beside the text: what chooses files, and what records a voice note. */
  readonly buttons: ReactNode;
  /** Stands above the text: what is being recorded and sent. */
  readonly list: ReactNode;
  add(files: readonly File[]): void;
  /** The same, with the files that were chosen. */
  sending(send: Send): Send;
}

/** Puts files into the next message that one writes in a place: chosen, dropped, pasted or spoken. */
export function useAttaching(room: string, input: RefObject<HTMLTextAreaElement | null>): Attaching {
  const files = useUploads(room);
  const { ids, store, uploads } = files;
  const add = useCallback((chosen: readonly File[], about?: { readonly duration: number }) => {
    store.add(chosen, about);
    input.current?.focus();
  }, [store, input]);
  const addFiles = useCallback((chosen: readonly File[]) => add(chosen), [add]);
  const drop = useDrop(addFiles);
  const voice = useVoiceNote(useCallback(({ file, duration }) => add([file], { duration }), [add]));
  const sending = (send: Send): Send => (text, options) => {
    if (ids.length === 0) return send(text, options);
    send(text, { ...options, attachments: ids });
    store.taken();
  };
  return {
    ...{ files, drop, sending },
    add: addFiles,
    buttons: (
      <>
        <AttachButton onFiles={addFiles} />
        <VoiceButton voice={voice} />
      </>
    ),
    list: (
      <>
        <VoiceBar voice={voice} />
        {uploads.length > 0 && <UploadList {...files} />}
      </>
    ),
  };
}
