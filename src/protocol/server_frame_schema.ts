import * as z from "zod";
import { clientIdSchema, seqSchema } from "./client_frame.ts";
import { errorCatalogue, type ErrorCode } from "./error_code.ts";
import type { RoomEvent } from "./event.ts";
import { roomEventSchema } from "./event_schema.ts";
import { idSchema } from "./id.ts";
import { presenceNewsSchema } from "./presence.ts";
import type {
  AckFrame,
  DrainingFrame,
  ErrorFrame,
  LagFrame,
  OwnFrame,
  PongFrame,
  PresenceFrame,
  ReadPositionFrame,
  ResetFrame,
  ServerFrame,
  SubscribedFrame,
  TrimmedFrame,
  TypingFrame,
  UnsubscribedFrame,
} from "./server_frame.ts";
import { ownThings } from "./server_frame.ts";

/** A type without `readonly`, and without the `undefined` that schemas add to what may be absent. */
type Plain<T> = T extends object ? { -readonly [K in keyof T]: Plain<Exclude<T[K], undefined>> } : T;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

/** Takes only a schema of exactly this frame: neither a key, nor its type, nor whether it may be absent can drift. */
function schemaOf<Frame>(): <S extends z.ZodType>(
  schema: Same<Plain<z.output<S>>, Plain<Frame>> extends true ? S : never,
) => S {
  return (schema) => schema;
}

const codes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];
const durableSeq = z.int().min(1);
const epoch = z.string();
const milliseconds = z.int().min(0);

/** What a server says, frame by frame. Clients ignore keys and types that they do not know. */
export const serverFrameSchemas = {
  event: schemaOf<RoomEvent>()(roomEventSchema),
  ack: schemaOf<AckFrame>()(z.object({
    type: z.literal("ack"),
    client_id: clientIdSchema,
    id: idSchema.optional(),
    room_id: idSchema,
    seq: durableSeq,
    timestamp: z.iso.datetime().optional(),
    unchanged: z.literal(true).optional(),
  })),
  subscribed: schemaOf<SubscribedFrame>()(
    z.object({ type: z.literal("subscribed"), room_id: idSchema, epoch, head: seqSchema, reset: z.boolean() }),
  ),
  unsubscribed: schemaOf<UnsubscribedFrame>()(z.object({
    type: z.literal("unsubscribed"),
    room_id: idSchema,
    reason: z.enum(["left", "removed", "banned", "deleted"]).optional(),
    seq: durableSeq.optional(),
  })),
  typing: schemaOf<TypingFrame>()(
    z.object({
      type: z.literal("typing"),
      room_id: idSchema,
      user_id: idSchema,
      username: z.string(),
      expires_in_ms: milliseconds,
    }),
  ),
  read: schemaOf<ReadPositionFrame>()(
    z.object({
      type: z.literal("read"),
      room_id: idSchema,
      user_id: idSchema,
      seq: seqSchema,
      rewinds: z.int().min(1).optional(),
    }),
  ),
  own: schemaOf<OwnFrame>()(
    z.object({ type: z.literal("own"), what: z.enum(ownThings), room_id: idSchema.optional() }),
  ),
  presence: schemaOf<PresenceFrame>()(z.object({
    type: z.literal("presence"),
    room_id: idSchema,
    count: z.int().min(0),
    snapshot: z.boolean().optional(),
    users: z.array(presenceNewsSchema).optional(),
  })),
  lag: schemaOf<LagFrame>()(z.object({ type: z.literal("lag"), room_id: idSchema, head: seqSchema })),
  reset: schemaOf<ResetFrame>()(z.object({ type: z.literal("reset"), room_id: idSchema, epoch, head: seqSchema })),
  trimmed: schemaOf<TrimmedFrame>()(
    z.object({ type: z.literal("trimmed"), room_id: idSchema, begins_at: z.int().min(2) }),
  ),
  draining: schemaOf<DrainingFrame>()(z.object({ type: z.literal("draining"), retry_after_ms: milliseconds })),
  error: schemaOf<ErrorFrame>()(z.object({
    type: z.literal("error"),
    code: z.enum(codes),
    message: z.string(),
    client_id: z.string().optional(),
    room_id: idSchema.optional(),
    retry_after_ms: milliseconds.optional(),
  })),
  pong: schemaOf<PongFrame>()(z.object({ type: z.literal("pong") })),
};

const {
  event,
  ack,
  subscribed,
  unsubscribed,
  typing,
  read,
  own,
  presence,
  lag,
  reset,
  trimmed,
  draining,
  error,
  pong,
} = serverFrameSchemas;

/** Any frame of a server. That none is missing is checked with the types. */
export const serverFrameSchema = schemaOf<ServerFrame>()(
  z.discriminatedUnion("type", [
    event,
    ack,
    subscribed,
    unsubscribed,
    typing,
    read,
    own,
    presence,
    lag,
    reset,
    trimmed,
    draining,
    error,
    pong,
  ]),
);
