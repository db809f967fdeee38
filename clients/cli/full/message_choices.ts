import type { TimelineItem } from "../../sdk/mod.ts";
import { clockText } from "../format.ts";
import { safeLine } from "../safe_text.ts";
import type { Choice } from "./picker.ts";

/** Messages that something can be done to, the newest first. */
export function messagesOf(items: readonly TimelineItem[]): Choice[] {
  return items.flatMap(({ seq, kind, isDeleted, user, content, timestamp }) => {
    if (seq === undefined || kind !== "message" || isDeleted) return [];
    const [name, text] = [safeLine(user.name), safeLine(content)];
    return [{
      id: String(seq),
      name: `${name} ${text}`,
      line: [
        { text: `#${seq} ${clockText(timestamp)} `, ink: "dim" as const },
        { text: name, ink: { nameOf: user.id } },
        { text: `: ${text}` },
      ],
    }];
  }).reverse();
}

/** What is typed for what is done; those that need nothing more are done at once. */
interface Deed {
  readonly name: string;
  readonly command: (item: TimelineItem) => string;
  readonly isWhole: boolean;
  /** Whether it can be done to this message, as far as that is known here. */
  readonly fits?: (item: TimelineItem, me: string) => boolean;
}

const deeds: readonly Deed[] = [
  { name: "Reply", command: ({ seq }) => `/reply #${seq} `, isWhole: false },
  { name: "React", command: ({ seq }) => `/react #${seq} `, isWhole: false },
  { name: "Show its thread", command: ({ seq }) => `/thread #${seq}`, isWhole: true },
  { name: "Answer in its thread", command: ({ seq }) => `/thread #${seq} `, isWhole: false },
  { name: "Forward", command: ({ seq }) => `/forward #${seq} `, isWhole: false },
  {
    name: "Edit",
    command: ({ seq, content }) => `/edit #${seq} ${content}`,
    isWhole: false,
    fits: ({ user }, me) => user.id === me,
  },
  { name: "Pin", command: ({ seq }) => `/pin #${seq}`, isWhole: true, fits: ({ isPinned }) => !isPinned },
  { name: "Unpin", command: ({ seq }) => `/unpin #${seq}`, isWhole: true, fits: ({ isPinned }) => isPinned === true },
  { name: "Mark as unread", command: ({ seq }) => `/unread #${seq}`, isWhole: true },
  {
    name: "Who has read it",
    command: ({ seq }) => `/readers #${seq}`,
    isWhole: true,
  },
  // Typed, not done: Enter is the second thought.
  { name: "Delete", command: ({ seq }) => `/delete #${seq}`, isWhole: false },
];

export function deedsOf(item: TimelineItem, me: string): Choice[] {
  return deeds.filter(({ fits }) => fits?.(item, me) ?? true).map(({ name }) => {
    return { id: name, name, line: [{ text: name }] };
  });
}

/** The command for one of {@link deedsOf}; `isWhole`: it needs nothing more. */
export function commandOf(name: string, item: TimelineItem): { readonly text: string; readonly isWhole: boolean } {
  const deed = deeds.find((deed) => deed.name === name);
  return { text: deed?.command(item) ?? "", isWhole: deed?.isWhole ?? false };
}
