import * as z from "zod";
import { idSchema } from "./id.ts";
import { shownProfileSchema } from "./user.ts";

/** One person in a room. */
export const presenceSchema = z.object({
  user_id: idSchema,
  username: z.string(),
  /** `online`: has a live socket, on whichever node and device, that reads the room. */
  status: z.enum(["online", "offline"]),
  /** When an account that is offline had its last socket, in any room, to some seconds; absent: not known. */
  last_seen: z.iso.datetime().optional(),
});
export type PresenceView = z.infer<typeof presenceSchema>;

/** What became of one person in a room. */
export const presenceNewsSchema = presenceSchema.extend({
  /** What is shown of them, where they have changed it since the last frame. */
  profile: shownProfileSchema.optional(),
});
export type PresenceNews = z.infer<typeof presenceNewsSchema>;

/** Who is in a room at this moment, and a page of all its members. */
export const presencePageSchema = z.object({
  room_id: idSchema,
  /** How many people are online. */
  count: z.int(),
  /** All of them; absent where they are more than `presenceNamesMax`. */
  online: z.array(presenceSchema).optional(),
  /** Members, oldest first: a page. */
  members: z.array(presenceSchema),
  total: z.int(),
  offset: z.int(),
  limit: z.int(),
});
export type PresencePage = z.infer<typeof presencePageSchema>;
