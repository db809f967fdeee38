import * as z from "zod";

/** Whether one wants to be told by mail what one missed. */
export const digestInputSchema = z.strictObject({ on: z.boolean() });
export type DigestInput = z.infer<typeof digestInputSchema>;

/**
 * `off`; `unconfirmed`: a mail was sent whose reader has to confirm the address; `on`. `email`: where mails go.
 */
export const digestSchema = z.object({ state: z.enum(["off", "unconfirmed", "on"]), email: z.string() });
export type DigestView = z.infer<typeof digestSchema>;
