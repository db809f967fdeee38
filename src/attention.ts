import { Activity } from "./chat/activity.ts";
import { createDigestActions, type MailParts } from "./chat/digest_actions.ts";
import { createDigestContents } from "./chat/digest_contents.ts";
import { Digests, type MailSettings } from "./chat/digests.ts";
import { createDraftActions } from "./chat/draft_actions.ts";
import type { LiveRooms } from "./chat/live_rooms.ts";
import { createMailLinks } from "./chat/mail_links.ts";
import { createMentionActions } from "./chat/mention_actions.ts";
import { createNoticeActions } from "./chat/notice_actions.ts";
import type { TellOwn } from "./chat/own_signal.ts";
import { createPushActions } from "./chat/push_actions.ts";
import { PushKeys } from "./chat/push_keys.ts";
import { PushPost } from "./chat/push_post.ts";
import { createPushRound } from "./chat/push_round.ts";
import { Pusher } from "./chat/pusher.ts";
import { createScheduleActions } from "./chat/schedule_actions.ts";
import { Scheduler } from "./chat/scheduler.ts";
import type { AttentionDeps as AttentionActions } from "./http/attention.ts";
import type { Clock } from "./ports/clock.ts";
import type { LogEntry } from "./ports/event_log.ts";
import type { Log } from "./ports/log.ts";
import type { Mailer } from "./ports/mailer.ts";
import type { Meter } from "./ports/meter.ts";
import type { PushSender } from "./ports/push_sender.ts";
import type { Store } from "./ports/store.ts";
import type { Id } from "./protocol/id.ts";

/** What sends mail, and what the operator says of it. */
export interface MailPorts {
  readonly mailer: Mailer;
  readonly settings: MailSettings;
}

export interface AttentionDeps {
  readonly store: Pick<
    Store,
    | "log"
    | "messages"
    | "files"
    | "rooms"
    | "blocks"
    | "lastSeen"
    | "accounts"
    | "kept"
    | "reads"
    | "scheduled"
    | "tokens"
  >;
  readonly live: LiveRooms;
  readonly tellOwn: TellOwn;
  /** Absent: no notifications are sent. */
  readonly push?: PushSender | undefined;
  /** Absent: no mail is sent. */
  readonly mail?: MailPorts | undefined;
  /** The secret that links of mails are signed with. */
  readonly jwtKey: Uint8Array;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
  readonly nextId: () => Id;
}

/** What people are told of, and what they have begun to write or left to be sent. */
export interface Attention {
  readonly actions: Omit<AttentionActions, "tokens">;
  /** This node has written these. */
  appended(room: Id, entries: readonly LogEntry[]): void;
  /** Somebody is at a device, of whichever node. */
  acted(user: Id): void;
  start(): void;
  stop(): void;
}

export function createAttention(deps: AttentionDeps): Attention {
  const { store, store: { accounts, kept, scheduled }, push: sender, clock } = deps;
  const scheduler = new Scheduler({ ...deps, accounts, scheduled });
  const activity = new Activity(clock);
  const keys = sender === undefined ? undefined : new PushKeys(kept, sender, clock);
  const telling = sender === undefined || keys === undefined ? undefined : createTelling(deps, sender, keys, activity);
  const mail = mailOf(deps);
  const digests = mail === undefined ? undefined : new Digests({
    ...deps,
    ...store,
    ...mail,
    log: deps.log,
    activity,
    contents: createDigestContents({ ...deps, ...store }),
  });
  return {
    actions: {
      digest: createDigestActions({ ...deps, ...store, mail }),
      mentions: createMentionActions({ ...deps, ...store }),
      drafts: createDraftActions({ ...deps, kept }),
      notices: createNoticeActions({ ...deps, kept, sendsMail: mail !== undefined }),
      schedule: createScheduleActions({ ...deps, ...store, expect: (at) => scheduler.expect(at) }),
      push: createPushActions({ kept, clock, sender, keys }),
    },
    appended: (room, entries) => telling?.pusher.appended(room, entries),
    acted: (user) => activity.note(user),
    start() {
      for (const part of [scheduler, digests]) part?.start();
    },
    stop() {
      for (const part of [scheduler, digests, telling?.pusher, telling?.post]) part?.stop();
    },
  };
}

function mailOf({ mail, jwtKey }: AttentionDeps): MailParts | undefined {
  return mail === undefined ? undefined : { ...mail, links: createMailLinks(jwtKey) };
}

function createTelling(deps: AttentionDeps, sender: PushSender, keys: PushKeys, activity: Activity) {
  const { store, clock, meter, log } = deps;
  const post = new PushPost({ sender, keys, kept: store.kept, clock, meter, log });
  const { log: events, rooms, accounts, kept, reads, tokens } = store;
  const round = createPushRound({ log: events, rooms, accounts, kept, reads, tokens, activity, post, clock });
  return { post, pusher: new Pusher({ round, activity, clock, meter, log }) };
}
