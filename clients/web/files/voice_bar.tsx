import { useTranslation } from "react-i18next";
import { Icon } from "../shell/icon.tsx";
import { faultText } from "../text/fault_text.ts";
import { timeText } from "./time_text.ts";
import type { UseVoiceNote } from "./use_voice_note.ts";
import { canRecord } from "./voice_recorder.ts";

/** Begins a voice note, where the browser can record one. */
export function VoiceButton({ voice }: { readonly voice: UseVoiceNote }) {
  const { t } = useTranslation();
  if (!canRecord()) return null;
  return (
    <button
      type="button"
      className="icon-button"
      title={t("files.record")}
      aria-label={t("files.record")}
      aria-disabled={voice.state !== "idle"}
      onClick={() => voice.state === "idle" && voice.start()}
    >
      <Icon name="mic" />
    </button>
  );
}

/** While one records: for how long already, and how to end it. Or why one cannot. */
export function VoiceBar({ voice }: { readonly voice: UseVoiceNote }) {
  const { t } = useTranslation();
  const { state, seconds, fault } = voice;
  if (fault !== undefined) {
    return (
      <p className="notice bad" role="alert">
        <span className="grow">{reasonOf(t, fault)}</span>
        <button type="button" className="icon-button" aria-label={t("app.close")} onClick={voice.discard}>
          <Icon name="close" />
        </button>
      </p>
    );
  }
  if (state !== "going") return null;
  return (
    <div
      className="recording"
      role="group"
      aria-label={t("files.recording")}
      onKeyDown={({ key }) => key === "Escape" && voice.discard()}
    >
      <span className="recording-mark" aria-hidden="true" />
      <span className="unseen" role="status">{t("files.recording")}</span>
      <time className="grow">{timeText(seconds)}</time>
      <button type="button" className="icon-button" aria-label={t("files.recordDrop")} onClick={voice.discard}>
        <Icon name="bin" />
      </button>
      <button type="button" className="button small" autoFocus onClick={voice.finish}>{t("files.recordDone")}</button>
    </div>
  );
}

type Translate = Parameters<typeof faultText>[0];

/** The browser's names of what can be wrong with a microphone. */
function reasonOf(t: Translate, fault: unknown): string {
  switch (fault instanceof DOMException ? fault.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return t("files.micDenied");
    case "NotFoundError":
      return t("files.micMissing");
    case "NotReadableError":
    case "AbortError":
      return t("files.micBusy");
    default:
      return faultText(t, fault);
  }
}
