import type { ClientFold } from "../../simulation/client_fold.ts";
import type { SeededRandom } from "../../support/seeded_random.ts";

export interface DeedDrawn {
  readonly random: SeededRandom;
  readonly fold: ClientFold;
  /** The message that something is done to. */
  readonly seq: number;
  readonly clientId: string;
  readonly user: string;
  readonly username: string;
  /** Whether the user may pin, as far as it was told. */
  readonly moderates: boolean;
  /** What a text says beside itself. */
  readonly naming: () => string;
}

const emojis = ["\u{1f44d}", "\u{1f389}"];

/** What somebody does to a message that they see: what its event will say, and its frame. */
export function drawDeed(deed: DeedDrawn): readonly [content: string, frame: Readonly<Record<string, unknown>>] {
  const { random, fold, seq, clientId, user, username, moderates, naming } = deed;
  const shown = fold.shown(seq);
  // Who may not pin is refused.
  if (random.chance(moderates ? 0.3 : 0.02)) {
    const pinned = shown?.pinned !== undefined;
    const content = `${username} ${pinned ? "unpinned" : "pinned"} a message`;
    return [content, { type: "pin", seq, ...(pinned && { remove: true }) }];
  }
  const dice = random.int(fold.author(seq) === user ? 8 : 5);
  if (dice < 4) {
    const emoji = random.pick(emojis);
    const own = shown?.reactions.some(([other, , me]) => me && other === emoji) === true;
    return [emoji, { type: "react", seq, emoji, ...(own && { remove: true }) }];
  }
  if (dice === 7) return ["", { type: "delete", seq }];
  const content = `${clientId} ${dice < 5 ? "answers" : "says it better"}${naming()}`;
  return [content, dice < 5 ? { type: "message", thread: seq, content } : { type: "edit", seq, content }];
}
