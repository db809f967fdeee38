import { type ChannelActions, createChannelActions } from "./chat/channels.ts";
import type { LiveRooms } from "./chat/live_rooms.ts";
import { Origins } from "./chat/origins.ts";
import type { RoomActions } from "./chat/room_actions.ts";
import type { TokenAuthority } from "./chat/token_authority.ts";
import { createVisitorActions, type VisitorActions } from "./chat/visitors.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";
import type { Store } from "./ports/store.ts";
import type { Id } from "./protocol/id.ts";

export interface EmbeddingDeps {
  readonly store: Pick<Store, "accounts" | "channels">;
  readonly rooms: RoomActions;
  readonly live: LiveRooms;
  readonly tokens: Pick<TokenAuthority, "mint">;
  /** What the secrets of channels are derived from. */
  readonly key: Uint8Array;
  /** Origins that the settings name. */
  readonly fixedOrigins: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly nextId: () => Id;
}

/** What lets other products' pages in: channels, their visitors, and the origins that follow from them. */
export interface Embedding {
  readonly channels: ChannelActions;
  readonly visitors: VisitorActions;
  readonly origins: Origins;
}

export function createEmbedding(deps: EmbeddingDeps): Embedding {
  const { store: { accounts, channels }, fixedOrigins } = deps;
  const origins = new Origins({ ...deps, fixed: fixedOrigins, channels });
  return {
    channels: createChannelActions({ ...deps, accounts, channels, changed: () => origins.sync() }),
    visitors: createVisitorActions({ ...deps, accounts, channels }),
    origins,
  };
}
