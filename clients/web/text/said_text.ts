/** What a message says in one line: its words, or the names of the files that it carries without any. */
export function saidText(
  { content, attachments = [] }: {
    readonly content: string;
    readonly attachments?: readonly { readonly name: string }[];
  },
): string {
  return content.trim() === "" ? attachments.map(({ name }) => name).join(", ") : content;
}
