import * as z from "zod";
import { channelOriginsMax, channelTeamMax, tokenCharsMax } from "../limits.ts";
import { idSchema } from "./id.ts";
import { roomNameSchema, roomSchema } from "./room.ts";
import { usernameSchema } from "./user.ts";

/** As browsers send it: scheme, host, port where it is not the scheme's own; nothing after it. */
const originSchema = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
}, "Expected an origin such as https://shop.example");

const team = z.array(usernameSchema).min(1).max(channelTeamMax);
const origins = z.array(originSchema).max(channelOriginsMax);

export const newChannelSchema = z.strictObject({
  name: roomNameSchema,
  /** `shared`: one room for all. `support`: a private room for each visitor, with the team. */
  kind: z.enum(["shared", "support"]),
  /** Usernames of accounts that answer there; the first creates the rooms. */
  team,
  /** Of the pages that may connect. */
  origins,
});
export type NewChannelInput = z.infer<typeof newChannelSchema>;

export const channelChangeSchema = z.strictObject({
  name: roomNameSchema.optional(),
  team: team.optional(),
  origins: origins.optional(),
});
export type ChannelChangeInput = z.infer<typeof channelChangeSchema>;

/** A channel as its administrator sees it. */
export const channelSchema = z.object({
  id: idSchema,
  name: z.string(),
  kind: z.enum(["shared", "support"]),
  /** Ids of the accounts. */
  team: z.array(idSchema),
  /** The one room of a `shared` channel. */
  room_id: idSchema.optional(),
  origins: z.array(z.string()),
  created_at: z.iso.datetime(),
});
export type ChannelView = z.infer<typeof channelSchema>;

/** With what the other product's back end signs. */
export const channelSecretSchema = z.object({ ...channelSchema.shape, secret: z.string() });
export type ChannelSecretView = z.infer<typeof channelSecretSchema>;

export const channelsSchema = z.object({ channels: z.array(channelSchema) });

/** What a page hands over: a token that its own back end has signed. */
export const visitSchema = z.strictObject({ token: z.string().min(1).max(tokenCharsMax) });

/** What it gets for that: a token of this server, and the room to talk in. */
export const visitorSchema = z.object({
  token: z.string(),
  expires_at: z.iso.datetime(),
  user: z.object({ id: idSchema, username: z.string(), guest: z.literal(true) }),
  channel: z.object({ id: idSchema, name: z.string(), kind: z.enum(["shared", "support"]) }),
  room: roomSchema,
});
export type Visitor = z.infer<typeof visitorSchema>;
