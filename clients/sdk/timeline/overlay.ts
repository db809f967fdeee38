import type { Id } from "../../../src/protocol/id.ts";
import type { ReactionView } from "../entities.ts";
import type { Post } from "../post.ts";
import type { ItemFailure, TimelineItem } from "./timeline_item.ts";
import { present } from "../present.ts";

/**
 * An item as it will stand when what one has done to it arrives: shown at once, and gone again when the server refuses it.
 * `acts`: oldest first.
 */
export function overlaid(item: TimelineItem, acts: readonly Post[], me: Id): TimelineItem {
  let shown = item;
  for (const act of acts) shown = act.state === "failed" ? failed(shown, act) : changing(shown, act, me);
  return shown;
}

function failed(item: TimelineItem, { act, clientId, content, error }: Post): TimelineItem {
  if (act === undefined || error === undefined) return item;
  const failure: ItemFailure = { act, clientId, content, error };
  return { ...item, failure };
}

function changing(item: TimelineItem, { act, content, createdAt }: Post, me: Id): TimelineItem {
  if (item.isDeleted) return item;
  switch (act) {
    case "edit":
      return { ...item, content, editedAt: createdAt, isChanging: true };
    case "delete": {
      const { key, kind, state, user, timestamp, seq, id, clientId, thread, threadOf } = item;
      const place = { key, kind, state, user, timestamp, seq, id, clientId, thread, threadOf };
      return present({ ...place, content: "", isDeleted: true, isChanging: true });
    }
    case "react":
    case "unreact":
      return reacting(item, content, act === "react", me);
    default:
      return item;
  }
}

function reacting(item: TimelineItem, emoji: string, wanted: boolean, me: Id): TimelineItem {
  const { reactions: former = [], ...rest } = item;
  const known = former.find((reaction) => reaction.emoji === emoji);
  if ((known?.me ?? false) === wanted) return item;
  const { count, users } = known ?? { count: 0, users: [] };
  const next: ReactionView = wanted
    ? { emoji, count: count + 1, users: [...users, me], me: true }
    : { emoji, count: count - 1, users: users.filter((user) => user !== me), me: false };
  const reactions = known === undefined
    ? [...former, next]
    : former.flatMap((one) => one !== known ? [one] : next.count > 0 ? [next] : []);
  return { ...rest, ...(reactions.length === 0 ? {} : { reactions }), isChanging: true };
}
