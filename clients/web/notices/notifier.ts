import type { RoomSummary } from "../../react/mod.ts";
import { bare } from "../text/isolate.ts";
import { saidText } from "../text/said_text.ts";

/** What decides whether a message makes itself heard. */
export interface Situation {
  /** Somebody looks at this page. */
  readonly isLooking: boolean;
  readonly me: string;
  /** The room that is open. */
  readonly open: string | undefined;
  /** Of the windows of this browser, this one speaks. */
  readonly speaks: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What is older was said while this window was away: it is unread, and no news. */
const newsMs = 60_000;

/** The rooms in which something was said that somebody who looks elsewhere would want to hear of. */
export function newsOf(
  before: readonly RoomSummary[],
  after: readonly RoomSummary[],
  { isLooking, me, open, speaks, now }: Situation,
): RoomSummary[] {
  if (!speaks) return [];
  const seqs = new Map(before.map(({ id, lastMessage, head }) => [id, lastMessage?.seq ?? head]));
  return after.filter(({ id, lastMessage, unread }) => {
    const seq = seqs.get(id);
    if (lastMessage === undefined || seq === undefined || lastMessage.seq <= seq) return false;
    if (lastMessage.user.id === me || now - Date.parse(lastMessage.timestamp) > newsMs) return false;
    return isLooking ? false : unread > 0 || id === open;
  });
}

/** Characters of a message that a notification shows. */
const charsMax = 200;

/** One notification a room: the newest takes the place of the one before it. */
export function notify(room: RoomSummary, title: string, onClick: () => void): void {
  const notification = new Notification(title, {
    body: bare(room.lastMessage === undefined ? "" : saidText(room.lastMessage)).slice(0, charsMax),
    tag: `parley/${room.id}`,
    icon: "/favicon.svg",
  });
  notification.onclick = () => {
    globalThis.focus();
    notification.close();
    onClick();
  };
}

let speaker: AudioContext | undefined;

/** Two soft tones, made here. */
export function chime(): void {
  speaker ??= new AudioContext();
  const { currentTime } = speaker;
  for (const [i, hertz] of [659, 880].entries()) {
    const tone = new OscillatorNode(speaker, { frequency: hertz });
    const volume = new GainNode(speaker, { gain: 0 });
    const start = currentTime + i * 0.11;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.08, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
    tone.connect(volume).connect(speaker.destination);
    tone.start(start);
    tone.stop(start + 0.32);
  }
}
