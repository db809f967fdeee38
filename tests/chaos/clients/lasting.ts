/** Codes of refusals that stay: after anything else, the same may succeed later. */
export const lasting = new Set([
  "not_member",
  "banned",
  "muted",
  "not_found",
  "forbidden",
  "invalid",
  "bad_frame",
  "client_id_conflict",
  "message_deleted",
  "limit_reached",
]);
