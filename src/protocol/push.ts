import * as z from "zod";
import { urlCharsMax } from "../limits.ts";
import { idSchema } from "./id.ts";

const base64url = (bytes: number): z.ZodString =>
  z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil(bytes * 4 / 3)}}={0,2}$`), `Expected ${bytes} bytes`);

/** What a browser's `PushSubscription.toJSON()` gives. */
export const pushSubscriptionInputSchema = z.strictObject({
  /** Of the browser's push service. */
  endpoint: z.url({ protocol: /^https$/ }).max(urlCharsMax),
  expirationTime: z.number().nullable().optional(),
  keys: z.strictObject({ p256dh: base64url(65), auth: base64url(16) }),
});
export type PushSubscriptionInput = z.infer<typeof pushSubscriptionInputSchema>;

export const pushSubscriptionIdSchema = z.string().regex(/^[0-9a-f]{32}$/, "Expected 32 hexadecimal characters");

/** A browser that is sent notifications. */
export const pushSubscriptionSchema = z.object({
  id: pushSubscriptionIdSchema,
  /** The host of its push service. */
  host: z.string(),
  created_at: z.iso.datetime(),
});
export type PushSubscriptionView = z.infer<typeof pushSubscriptionSchema>;

export const pushSubscriptionsSchema = z.object({ subscriptions: z.array(pushSubscriptionSchema) });

/** What a page needs to subscribe: `applicationServerKey`, or `null` where the server sends no notifications. */
export const pushKeySchema = z.object({ public_key: z.string().nullable() });

/** What a notification carries, encrypted for the browser alone. Its service worker makes of it what people see. */
export const pushPayloadSchema = z.object({
  type: z.literal("message"),
  room_id: idSchema,
  room_name: z.string(),
  seq: z.int(),
  user_id: idSchema,
  username: z.string(),
  /** The beginning of what was written; absent where the reader does not want it shown. */
  content: z.string().optional(),
  /** Messages that this one notification is about. */
  count: z.int(),
  /** Whether one of them mentions the reader. */
  mention: z.boolean(),
});
export type PushPayload = z.infer<typeof pushPayloadSchema>;
