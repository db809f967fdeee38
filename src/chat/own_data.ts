import { blocksMax } from "../limits.ts";
import type { KeptItem } from "../ports/kept_items.ts";
import type { Store } from "../ports/store.ts";
import type { DraftView } from "../protocol/draft.ts";
import type { Id } from "../protocol/id.ts";
import type { ScheduledView } from "../protocol/scheduled.ts";
import { viewOfDraft } from "./draft_actions.ts";
import { ownKey } from "./notices.ts";
import { viewOfScheduled } from "./schedule_actions.ts";

/** What is kept of a person beside rooms, as an export has it. */
export type OwnRecord =
  | { readonly kind: "draft"; readonly draft: DraftView }
  | { readonly kind: "scheduled"; readonly scheduled: ScheduledView }
  | { readonly kind: "block"; readonly user_id: Id; readonly at: string }
  /** Of all rooms, or of the one that is named. */
  | { readonly kind: "notifications"; readonly room_id?: Id; readonly settings: unknown }
  /** A browser that is sent notifications, by the host of its push service. */
  | { readonly kind: "browser"; readonly host: string; readonly at: string }
  /** An address that asked for mail about what was missed, or has it. */
  | { readonly kind: "digest"; readonly state: string; readonly email: string; readonly at: string };

export type OwnDataStore = Pick<Store, "kept" | "scheduled" | "blocks">;

export async function ownDataOf({ kept, scheduled, blocks }: OwnDataStore, user: Id): Promise<readonly OwnRecord[]> {
  const itemsOf = async (kind: "draft" | "notify" | "push" | "digest"): Promise<readonly KeptItem[]> =>
    (await kept.of([user], kind)).get(user) ?? [];
  const records: OwnRecord[] = [];
  for (const item of await itemsOf("draft")) records.push({ kind: "draft", draft: viewOfDraft(item) });
  for (const message of await scheduled.ofUser(user)) {
    records.push({ kind: "scheduled", scheduled: viewOfScheduled(message) });
  }
  for (const { user: user_id, at } of await blocks.of(user, blocksMax)) records.push({ kind: "block", user_id, at });
  for (const { key, text } of await itemsOf("notify")) {
    records.push({ kind: "notifications", ...(key === ownKey ? {} : { room_id: key }), settings: JSON.parse(text) });
  }
  for (const { text, at } of await itemsOf("push")) {
    const { host } = new URL((JSON.parse(text) as { readonly endpoint: string }).endpoint);
    records.push({ kind: "browser", host, at: new Date(at).toISOString() });
  }
  for (const { key, text, at } of await itemsOf("digest")) {
    records.push({ kind: "digest", state: key, email: text, at: new Date(at).toISOString() });
  }
  return records;
}
