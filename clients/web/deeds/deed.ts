import type { Right, TimelineItem } from "../../react/mod.ts";
import type { IconName } from "../shell/icon.tsx";

/** Something that can be done with a message. */
export type Deed =
  | "react"
  | "reply"
  | "thread"
  | "forward"
  | "edit"
  | "pin"
  | "unread"
  | "link"
  | "copy"
  | "history"
  | "who"
  | "read"
  | "report"
  | "delete";

/** What one may do with messages in a room. */
export interface Powers {
  readonly me: string;
  readonly rights: ReadonlySet<Right>;
  /** One can say nothing now, whatever the rights: one is muted, or the room is archived. */
  readonly isSilent: boolean;
}

/** The picture and the key of each. */
export const deeds: Readonly<Record<Deed, { readonly icon: IconName; readonly key?: string }>> = {
  react: { icon: "smile", key: "+" },
  reply: { icon: "reply", key: "R" },
  thread: { icon: "thread", key: "T" },
  forward: { icon: "onward", key: "F" },
  edit: { icon: "pen", key: "E" },
  pin: { icon: "pin", key: "P" },
  unread: { icon: "unread", key: "U" },
  link: { icon: "link", key: "L" },
  copy: { icon: "copy", key: "C" },
  history: { icon: "clock" },
  who: { icon: "people" },
  read: { icon: "eye" },
  report: { icon: "flag" },
  delete: { icon: "bin", key: "#" },
};

/** What can be done with this message now, the most usual first. */
export function deedsOf(item: TimelineItem, { me, rights, isSilent }: Powers): readonly Deed[] {
  if (item.kind !== "message" || item.state !== "sent" || item.seq === undefined) return [];
  if (item.isDeleted) return ["link"];
  const isOwn = item.user.id === me;
  const can: Readonly<Record<Deed, boolean>> = {
    react: rights.has("react") && !isSilent,
    reply: rights.has("send") && !isSilent,
    // Also who can say nothing may read what was answered.
    thread: item.threadOf === undefined && ((rights.has("send") && !isSilent) || item.thread !== undefined),
    forward: true,
    edit: isOwn && rights.has("edit_own") && !isSilent,
    pin: rights.has("pin") && !isSilent,
    unread: item.threadOf === undefined,
    link: true,
    copy: true,
    history: item.editedAt !== undefined,
    who: (item.reactions?.length ?? 0) > 0,
    read: item.threadOf === undefined,
    report: !isOwn,
    delete: rights.has("delete_any") || (isOwn && rights.has("delete_own")),
  };
  return (Object.keys(deeds) as Deed[]).filter((deed) => can[deed]);
}

/** What a key does with the message that is chosen. Keys with Ctrl and their like are the browser's. */
export function deedOfKey(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): Deed | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.key === "Delete") return "delete";
  const key = event.key.toUpperCase();
  return (Object.keys(deeds) as Deed[]).find((deed) => deeds[deed].key === key);
}
