import * as z from "zod";
import { blockedWordCharsMax, blockedWordsMax, retentionDaysMost, slowModeSecondsMax } from "../limits.ts";
import { type Role, roles } from "./event.ts";
import type { Id } from "./id.ts";
import { type Right, rights } from "./right.ts";
import { isStorableText } from "./text.ts";
import { type WordList, wordLists } from "./word_list.ts";

/** What a room says about who may do what in it. What is absent is as usual. */
export interface RoomPolicy {
  /** A conversation of these people: nobody else comes in, and nobody administers it. */
  readonly participants?: readonly Id[];
  /** Who owns the room since it was handed on. Absent: who made it. */
  readonly owner_id?: Id;
  /** The least role for a right, where it is another than usual. */
  readonly rights?: Partial<Readonly<Record<Right, Role>>>;
  /** What guests may not do though their role may. */
  readonly guests_denied?: readonly Right[];
  /** Seconds between two messages of one member below moderator. 0: none. */
  readonly slow_mode_seconds?: number;
  /** Read only: nobody says anything. */
  readonly archived?: boolean;
  /** Whether links in it are looked at, to show where they lead. Absent: they are. */
  readonly link_previews?: boolean;
  /** Days for which what is said is kept; 0: for ever. Absent: as the server says. */
  readonly retention_days?: number | null;
  /** Words and phrases that nobody below moderator says in it. */
  readonly blocked_words?: readonly string[];
  /** A list of words that nobody below moderator says in it either. `null`, absent: none. */
  readonly word_list?: WordList | null;
}

/** Whoever could hand these on could lose the room to who they are handed to. */
const fixedRights = ["transfer", "delete_room"] as const satisfies readonly Right[];
const givenRights = rights.filter((right): right is Exclude<Right, (typeof fixedRights)[number]> => {
  return !(fixedRights as readonly Right[]).includes(right);
});

/** What `PATCH /api/rooms/{id}` may change of it. Rights that are not named are as usual again. */
export const policyChangeShape = {
  rights: z.partialRecord(z.enum(givenRights), z.enum(roles)).optional(),
  guests_denied: z.array(z.enum(givenRights)).max(givenRights.length).optional(),
  slow_mode_seconds: z.int().min(0).max(slowModeSecondsMax).optional(),
  archived: z.boolean().optional(),
  link_previews: z.boolean().optional(),
  /** `null`: as the server says. */
  retention_days: z.int().min(0).max(retentionDaysMost).nullable().optional(),
  blocked_words: z.array(z.string().trim().min(1).max(blockedWordCharsMax).refine(isStorableText)).max(blockedWordsMax)
    .optional(),
  /** `null`: none. */
  word_list: z.enum(wordLists).nullable().optional(),
};

/** As a room shows it: what is absent is as usual. */
export const policyShape = {
  kind: z.enum(["room", "direct"]).optional(),
  owner_id: z.string().optional(),
  rights: z.partialRecord(z.enum(rights), z.enum(roles)).optional(),
  guests_denied: z.array(z.enum(rights)).optional(),
  slow_mode_seconds: z.int().optional(),
  archived: z.boolean().optional(),
  link_previews: z.boolean().optional(),
  retention_days: z.int().optional(),
  blocked_words: z.array(z.string()).optional(),
  word_list: z.enum(wordLists).optional(),
};
