/** Somebody who can be named. */
export interface Mentionable {
  readonly id: string;
  /** What stands behind the @. */
  readonly username: string;
  /** What they are called. */
  readonly name: string;
}

/** A name that is being written: where its @ stands, and the letters behind it. */
export interface MentionStart {
  readonly at: number;
  readonly letters: string;
}

const started = /(?:^|[\s(\[{"'>])@([\p{L}\p{N}_.-]{0,32})$/u;

/** What a name is begun with right before the cursor; `undefined`: none is. */
export function mentionStart(text: string, cursor: number): MentionStart | undefined {
  const letters = started.exec(text.slice(0, cursor))?.[1];
  return letters === undefined ? undefined : { at: cursor - letters.length - 1, letters };
}

/** The text with the whole name in it, and where the cursor stands behind it. */
export function completed(
  text: string,
  { at, letters }: MentionStart,
  username: string,
): { readonly text: string; readonly cursor: number } {
  const rest = text.slice(at + 1 + letters.length);
  const named = `@${username}${/^\s/.test(rest) ? "" : " "}`;
  const cursor = at + named.length + (named.endsWith(" ") ? 0 : 1);
  return { text: text.slice(0, at) + named + rest, cursor };
}
