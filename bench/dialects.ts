import type { Dialect } from "./dialect.ts";
import { createParleyDialect } from "./parley_dialect.ts";
import { centrifugeDialect } from "./peers/centrifuge_dialect.ts";
import { natsDialect } from "./peers/nats_dialect.ts";
import { plainDialect } from "./peers/plain_dialect.ts";
import { socketIoDialect } from "./peers/socket_io_dialect.ts";

/** By name, since a dialect cannot be handed to a thread. */
export const dialects = {
  parley: createParleyDialect({ batch: false }),
  parleyBatch: createParleyDialect({ batch: true }),
  plain: plainDialect,
  socketIo: socketIoDialect,
  centrifuge: centrifugeDialect,
  nats: natsDialect,
} satisfies Record<string, Dialect>;

export type DialectName = keyof typeof dialects;
