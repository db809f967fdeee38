import * as z from "zod";
import { directMembersMax } from "../limits.ts";
import { idSchema } from "./id.ts";

/** Who else is in it. */
export const directSchema = z.strictObject({ user_ids: z.array(idSchema).min(1).max(directMembersMax) });

export const blockSchema = z.object({
  user: z.object({ id: idSchema, username: z.string() }),
  at: z.iso.datetime(),
});
export type BlockView = z.infer<typeof blockSchema>;

export const blocksSchema = z.object({ blocks: z.array(blockSchema) });
