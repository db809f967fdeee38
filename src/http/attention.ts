import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "./app_env.ts";
import { addDigest, type DigestDeps } from "./digest.ts";
import { addDrafts, type DraftsDeps } from "./drafts.ts";
import { addMentions, type MentionsDeps } from "./mentions.ts";
import { addNotices, type NoticesDeps } from "./notices.ts";
import { addPush, type PushDeps } from "./push.ts";
import { addScheduled, type ScheduledDeps } from "./scheduled.ts";

export type AttentionDeps = MentionsDeps & DigestDeps & DraftsDeps & NoticesDeps & ScheduledDeps & PushDeps;

/** What one is told of, and what one has begun to write or left to be sent. */
export function addAttention(app: OpenAPIHono<AppEnv>, deps: AttentionDeps): void {
  addMentions(app, deps);
  addDigest(app, deps);
  addDrafts(app, deps);
  addNotices(app, deps);
  addScheduled(app, deps);
  addPush(app, deps);
}
