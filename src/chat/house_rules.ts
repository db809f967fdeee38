import { repeatedCharsMin } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { WordLists } from "../ports/word_lists.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { WordList } from "../protocol/word_list.ts";
import type { Actor, Intent } from "./intent.ts";
import { createRateLimiter } from "./rate_limiter.ts";
import { saysOneOf } from "./text_filter.ts";

/** What an operator asks of whatever is said, in all rooms. */
export interface HouseRuleSettings {
  /** Words and phrases that nobody says. */
  readonly blockedWords?: readonly string[];
  /** A list, loaded before the first message, whose words nobody says either. */
  readonly wordList?: WordList | undefined;
  /** How often in a minute somebody may say the same. 0 or absent: as often as they like. */
  readonly sameTextPerMinute?: number;
}

/** Why the server does not take this from this user, in any room; `undefined`: it does. */
export type HouseRules = (actor: Actor, intent: Intent) => ParleyError | undefined;

export interface HouseRulesDeps {
  readonly clock: Clock;
  /** Asked at each message, so that a reloaded setting holds at once. */
  readonly settings: () => HouseRuleSettings;
  readonly words?: Pick<WordLists, "says"> | undefined;
}

/**
 * The rules of the house are those of this node at this moment, and judged before a message gets into any room's log: unlike the
 * rules of a room, which are its log's and the same on every node.
 */
export function createHouseRules({ clock, settings, words }: HouseRulesDeps): HouseRules {
  const repeats = createRateLimiter({
    clock,
    rate: () => {
      const { sameTextPerMinute: count = 0 } = settings();
      return { count, perMs: 60_000, burst: Math.max(1, count) };
    },
  });

  return (actor, intent) => {
    if (intent.kind !== "text" && intent.kind !== "edit") return undefined;
    const { content } = intent;
    const { blockedWords = [], wordList } = settings();
    const own = blockedWords.length > 0 && saysOneOf(blockedWords, content);
    if (own || (wordList !== undefined && words?.says(wordList, content) === true)) {
      return new ParleyError("content_refused", "The server does not take a word of this text");
    }
    // What is short, people say again and again; and who edits repeats what stands there.
    if (intent.kind === "edit" || content.length < repeatedCharsMin) return undefined;
    const retryAfterMs = repeats.take(`${actor.id} ${content.length} ${content.slice(0, keyChars).toLowerCase()}`);
    if (retryAfterMs === 0) return undefined;
    return new ParleyError("rate_limited", "You have said the same too often", { retryAfterMs });
  };
}

/** By what a text is known again: enough to tell texts apart, and little enough to remember of many people. */
const keyChars = 80;
