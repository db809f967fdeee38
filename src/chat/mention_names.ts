import { mentionsMax, usernameCharsMax, usernameCharsMin } from "../limits.ts";

/** What a text says after an `@`, outside code. */
export interface MentionNames {
  /** In lower case, each once: whether they are anybody's is not known here. */
  readonly names?: readonly string[];
  /** It says `@room`. */
  readonly mentionsRoom?: true;
}

const nothing: MentionNames = {};

/**
 * Code of Markdown: fenced by lines of backquotes, or between as many of them. A run of them is taken whole: each of its parts
 * would be looked at in vain, at a cost of the square of its length.
 */
const code =
  /(?:^|\n)[ ]{0,3}(`{3,}(?!`)|~{3,}(?!~))[^\n]*\n[\s\S]*?(?:\n[ ]{0,3}\1[^\n]*(?=\n|$)|$)|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\2(?!`)/g;
/** Not within a word, as addresses of mail have it. */
const named = /(?<![\p{L}\p{N}_.@-])@([\p{L}\p{N}_.-]+)/gu;

/** Finds whom a text may mention. A name may end a sentence: with and without what ends one it is looked for. */
export function mentionNames(content: string): MentionNames {
  if (!content.includes("@")) return nothing;
  const found = new Set<string>();
  let room = false;
  for (const [, text] of withoutCode(content).matchAll(named)) {
    const name = text!.toLowerCase();
    const bare = name.replace(/(?<![._-])[._-]+$/, "");
    if (bare === "room") room = true;
    for (const candidate of [name, bare]) {
      const fits = candidate.length >= usernameCharsMin && candidate.length <= usernameCharsMax;
      if (fits && candidate !== "room" && found.size < mentionsMax) found.add(candidate);
    }
  }
  return { ...(found.size > 0 && { names: [...found] }), ...(room && { mentionsRoom: true }) };
}

/** What is said as words: code is nobody's name, and no link. */
export function withoutCode(content: string): string {
  return content.replace(code, " ");
}
