import { OpenAPIHono } from "@hono/zod-openapi";
import type { Hono } from "hono";
import type { AccountAdmin } from "../chat/account_admin.ts";
import type { AccountActions } from "../chat/accounts.ts";
import type { AuditActions } from "../chat/audit_actions.ts";
import type { AvatarActions } from "../chat/avatars.ts";
import type { ModerationActions } from "../chat/moderation.ts";
import type { PresenceActions } from "../chat/presence_actions.ts";
import type { BlockActions } from "../chat/blocks.ts";
import type { DirectActions } from "../chat/direct.ts";
import type { ChannelActions } from "../chat/channels.ts";
import type { ErasureActions } from "../chat/erasure_actions.ts";
import type { ExportActions } from "../chat/export_actions.ts";
import type { FileActions } from "../chat/files/file_actions.ts";
import type { InviteActions } from "../chat/invites.ts";
import type { RateLimiter } from "../chat/rate_limiter.ts";
import type { ReadActions } from "../chat/read_actions.ts";
import type { MessageActions } from "../chat/message_actions.ts";
import type { RoomActions } from "../chat/room_actions.ts";
import type { ThreadActions } from "../chat/thread_actions.ts";
import type { SearchActions } from "../chat/search_actions.ts";
import type { TokenAuthority } from "../chat/token_authority.ts";
import type { VisitorActions } from "../chat/visitors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Meter } from "../ports/meter.ts";
import type { Random } from "../ports/random.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { addAccountAdmin } from "./account_admin.ts";
import type { AppEnv } from "./app_env.ts";
import { addAsyncapi } from "./asyncapi.ts";
import { addAttention, type AttentionDeps } from "./attention.ts";
import { addAudit } from "./audit.ts";
import { addAuth } from "./auth.ts";
import { addAvatars } from "./avatars.ts";
import { addChannels } from "./channels.ts";
import { addDirect } from "./direct.ts";
import { addDocs } from "./docs.ts";
import { addEmbedScript } from "./embed_script.ts";
import { createErrorAnswer, invalid } from "./error_answer.ts";
import { refuseFenced } from "./fenced.ts";
import { addFileContent } from "./file_content.ts";
import { addFiles } from "./files.ts";
import { addErasures } from "./erasures.ts";
import { addExports } from "./exports.ts";
import { addHealth, type HealthDeps } from "./health.ts";
import { addHome } from "./home.ts";
import { addInvites } from "./invites.ts";
import { addMembers } from "./members.ts";
import { addMessageDeeds } from "./message_deeds.ts";
import { addMessages } from "./messages.ts";
import { addModeration } from "./moderation.ts";
import { addOtherMethods } from "./methods.ts";
import { addOpenapi } from "./openapi.ts";
import { addPresence } from "./presence.ts";
import { addReads } from "./reads.ts";
import { requestLog } from "./request_log.ts";
import { addRoomFiles } from "./room_files.ts";
import { addRooms } from "./rooms.ts";
import { addSearch } from "./search.ts";
import { crossOrigin, httpsOnly, noStore, securityHeaders } from "./security.ts";
import { addSession, sessionRenewal } from "./session.ts";
import { addThreads } from "./threads.ts";
import { addTickets } from "./tickets.ts";
import { addUsers } from "./users.ts";

export interface AppDeps extends HealthDeps, AttentionDeps {
  readonly accounts: AccountActions;
  readonly accountAdmin: AccountAdmin;
  readonly avatars: AvatarActions;
  readonly files: FileActions;
  readonly rooms: RoomActions;
  readonly invites: InviteActions;
  readonly moderation: ModerationActions;
  readonly audit: AuditActions;
  readonly direct: DirectActions;
  readonly blocks: BlockActions;
  readonly channels: ChannelActions;
  readonly visitors: VisitorActions;
  /** Of whoever makes channels and disables accounts; absent: nobody does. */
  readonly adminKey?: string | undefined;
  readonly exports: ExportActions;
  readonly erasures: ErasureActions;
  readonly messages: MessageActions;
  readonly threads: ThreadActions;
  readonly reads: ReadActions;
  readonly presence: PresenceActions;
  readonly search: SearchActions;
  readonly tokens: Pick<TokenAuthority, "verify" | "mint" | "mintTicket" | "renew" | "revoke">;
  /** Attempts to register, log in or come as a guest, by address. */
  readonly authLimiter: Pick<RateLimiter, "take" | "refund">;
  /** Origins of pages, other than the server's own, that may read answers. */
  readonly corsOrigins: readonly string[];
  /** How many proxies stand before the server and append to `X-Forwarded-For`. 0: none is believed. */
  readonly trustProxyHops: number;
  readonly log: Log;
  readonly meter: Meter;
  readonly clock: Clock;
  readonly random: Random;
}

/** The REST surface. Every answer that is not a success has the error shape; nothing that handlers throw gets past it. */
export function createApp(deps: AppDeps): Hono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalid(result.error);
    },
  });
  const errorAnswer = createErrorAnswer(deps);
  app.onError(errorAnswer);
  app.notFound((c) => errorAnswer(new ParleyError("not_found", "There is nothing at this address"), c));
  app.use(requestLog(deps), securityHeaders(), httpsOnly(deps.trustProxyHops), noStore, crossOrigin(deps.corsOrigins));
  app.use("/api/*", refuseFenced(deps), sessionRenewal(deps));
  addAuth(app, deps);
  addSession(app, deps);
  addTickets(app, deps.tokens);
  addExports(app, deps);
  addErasures(app, deps);
  addUsers(app, deps);
  addAccountAdmin(app, deps);
  addAvatars(app, deps);
  addFiles(app, deps);
  addFileContent(app, deps);
  addRoomFiles(app, deps);
  addRooms(app, deps);
  addMembers(app, deps);
  addInvites(app, deps);
  addModeration(app, deps);
  addAudit(app, deps);
  addDirect(app, deps);
  addChannels(app, deps);
  addMessages(app, deps);
  addMessageDeeds(app, deps);
  addThreads(app, deps);
  addReads(app, deps);
  addPresence(app, deps);
  addAttention(app, deps);
  addSearch(app, deps);
  addHealth(app, deps);
  addOpenapi(app, deps.version);
  addAsyncapi(app, deps.version);
  addDocs(app);
  addEmbedScript(app);
  addHome(app);
  addOtherMethods(app);
  return app;
}
