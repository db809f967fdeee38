interface Said {
  readonly content: string;
  readonly attachments?: readonly { readonly name: string }[] | undefined;
}

/** How a message begins, for where it is told of: its words, or where it has none the names of its files. */
export function beginningOf({ content, attachments = [] }: Said, codePointsMax: number): string {
  const text = content === "" ? attachments.map(({ name }) => name).join(", ") : content;
  const shown = Array.from(text).slice(0, codePointsMax).join("");
  return shown.length < text.length ? `${shown}…` : shown;
}
