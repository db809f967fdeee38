import * as z from "zod";

/** Opens one WebSocket, once: as the subprotocol `ticket.<ticket>`, beside `parley.v1`. */
export const ticketSchema = z.object({
  ticket: z.string(),
  /** Seconds. */
  expires_in: z.int(),
});
