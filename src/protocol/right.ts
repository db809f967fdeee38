/** What can be allowed in a room, each to a role and to those above it. */
export const rights = [
  "send",
  "react",
  "edit_own",
  "delete_own",
  "delete_any",
  "pin",
  "mention_room",
  "post_links",
  "invite",
  "add_members",
  "change_room",
  "mute",
  "remove_members",
  "ban",
  "view_reports",
  "view_audit",
  "change_roles",
  "transfer",
  "delete_room",
] as const;
export type Right = (typeof rights)[number];
