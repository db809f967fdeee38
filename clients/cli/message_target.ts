/** Which message a command is about, by its number, and what else was typed. */
export interface MessageTarget {
  /** Absent: the newest. */
  readonly seq: number | undefined;
  readonly rest: string;
}

/** Reads `#12 text`, or `text` alone. */
export function parseTarget(argument: string): MessageTarget {
  const [, digits, rest = ""] = /^#(\d{1,15})(?:\s+([\s\S]*))?$/.exec(argument) ?? [];
  return digits === undefined ? { seq: undefined, rest: argument } : { seq: Number(digits), rest };
}

/** The ones that are asked for most, for keyboards without them. */
const emojiNames: Readonly<Record<string, string>> = {
  "+1": "\u{1f44d}",
  "-1": "\u{1f44e}",
  heart: "\u2764\ufe0f",
  laugh: "\u{1f604}",
  tada: "\u{1f389}",
  eyes: "\u{1f440}",
  fire: "\u{1f525}",
  check: "\u2705",
  ok: "\u{1f44c}",
  wave: "\u{1f44b}",
};

/** The emoji of a name such as `+1` or `:heart:`; anything else as it is. */
export function emojiOf(text: string): string {
  return emojiNames[text.replace(/^:(.+):$/, "$1")] ?? text;
}
