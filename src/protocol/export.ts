import * as z from "zod";
import { idSchema } from "./id.ts";

/** A copy of what the server keeps of one person, or the work on it. */
export const exportSchema = z.object({
  id: idSchema,
  created_at: z.iso.datetime(),
  state: z.enum(["open", "done"]),
  /** 0 to 1. */
  progress: z.number().min(0).max(1),
  finished_at: z.iso.datetime().optional(),
});

/** The same of a deletion: see `erasureSchema`. */
export type DataJob = z.infer<typeof exportSchema>;

export const exportFileQuerySchema = z.strictObject({ format: z.enum(["json", "html"]).default("json") });
