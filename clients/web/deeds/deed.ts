import type { TimelineItem } from "../../react/mod.ts";
import type { IconName } from "../shell/icon.tsx";

/** Something that can be done with a message. */
export type Deed = "react" | "reply" | "thread" | "edit" | "pin" | "link" | "copy" | "history" | "who" | "delete";

/** What one may do in a room beyond what is one's own. */
export interface Powers {
  readonly me: string;
  /** Delete what others wrote. */
  readonly deleteAny: boolean;
  readonly pin: boolean;
}

/** The picture and the key of each. */
export const deeds: Readonly<Record<Deed, { readonly icon: IconName; readonly key?: string }>> = {
  react: { icon: "smile", key: "+" },
  reply: { icon: "reply", key: "R" },
  thread: { icon: "thread", key: "T" },
  edit: { icon: "pen", key: "E" },
  pin: { icon: "pin", key: "P" },
  link: { icon: "link", key: "L" },
  copy: { icon: "copy", key: "C" },
  history: { icon: "clock" },
  who: { icon: "people" },
  delete: { icon: "bin", key: "#" },
};

/** What can be done with this message now, the most usual first. */
export function deedsOf(item: TimelineItem, { me, deleteAny, pin }: Powers): readonly Deed[] {
  if (item.kind !== "message" || item.state !== "sent" || item.seq === undefined) return [];
  if (item.isDeleted) return ["link"];
  const isOwn = item.user.id === me;
  const can: Readonly<Record<Deed, boolean>> = {
    react: true,
    reply: true,
    thread: item.threadOf === undefined,
    edit: isOwn,
    pin,
    link: true,
    copy: true,
    history: item.editedAt !== undefined,
    who: (item.reactions?.length ?? 0) > 0,
    delete: isOwn || deleteAny,
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
