import * as z from "zod";
import { meSchema } from "./user.ts";

/** A browser's session: the token is in a cookie that no script can read. */
export const sessionSchema = z.object({
  user: meSchema,
  /** When it ends if the browser does not come back before. Any call in its second half renews it. */
  expires_at: z.iso.datetime(),
});
export type Session = z.infer<typeof sessionSchema>;
