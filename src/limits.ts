/**
 * Every bound of Parley, with its unit in its name, its reason beside it and the consequence of reaching it.
 * Those an operator may change are settings (see `config.ts`); the rest are part of the protocol or of its safety.
 */

export * from "./limits_files.ts";
export * from "./limits_links.ts";
export * from "./limits_mail.ts";

/** Longest message, code points. A longer one is a file. Reached: error `invalid`. */
export const contentCodePointsMax = 4_000;
/** Times one message may be edited: each version stays in the log. Reached: 409. */
export const editsPerMessageMax = 100;
/** Different emojis on one message, and those of one user on it: a few lines of a narrow screen. Reached: 409. */
export const emojisPerMessageMax = 20;
export const reactionsPerUserMax = 10;
/** Users named with an emoji of a message: those that a tooltip holds; `count` counts all. */
export const reactionUsersShown = 20;
/** Longest emoji, UTF-16 units: the longest flags and families have 15. Reached: 422. */
export const emojiUnitsMax = 32;
/** Users one message may mention; further names are text. */
export const mentionsMax = 50;
/** Messages in the list of what mentions one: the newest of some years. Reached: older ones are not listed. */
export const mentionsListedMax = 10_000;
/** Longest frame from a client, bytes. 4,000 code points of 4 bytes, escaped six-fold, with room. Reached: close 1009. */
export const frameBytesMax = 65_536;
/** Longest REST body, bytes: the same message by the other door. Reached: 413. */
export const bodyBytesMax = 65_536;
/** Longest client_id, characters: a UUID, a ULID or a hash fit. Reached: error `invalid`. */
export const clientIdCharsMax = 128;
/** Room names, characters: one line in a narrow list. Reached: 422. */
export const roomNameCharsMax = 64;
/** Room descriptions, characters. Reached: 422. */
export const roomDescriptionCharsMax = 500;
/** Usernames, characters. Reached: 422. */
export const usernameCharsMin = 2;
export const usernameCharsMax = 32;
/** Emails, characters: RFC 5321, 4.5.3.1.3 (path of 256 octets with its brackets). Reached: 422. */
export const emailCharsMax = 254;
/** Passwords, UTF-8 bytes: bcrypt reads no further, so a longer one would be weaker than it looks. Reached: 422. */
export const passwordBytesMax = 72;
/** Passwords of accounts, characters: NIST SP 800-63B-4 asks for at least eight. Reached: 422. */
export const passwordCharsMin = 8;
/** Passwords of rooms, characters: shared by voice. Reached: 422. */
export const roomPasswordCharsMin = 1;
/** Profile fields, characters. Reached: 422. */
export const displayNameCharsMax = 64;
export const bioCharsMax = 500;
export const urlCharsMax = 2_000;
/** Words of status under a name, characters: one line in a narrow list. Reached: 422. */
export const statusTextCharsMax = 100;
/** The longest emoji there are, flags of regions and families, UTF-16 units. Reached: 422. */
export const statusEmojiCharsMax = 32;
/** Uploaded pictures of users, bytes and pixels a side: shown small, and kept in the store. Reached: 413, 422. */
export const avatarBytesMax = 262_144;
export const avatarPixelsMax = 1_024;
/** How long browsers keep an avatar, whose address changes with its content, seconds. */
export const avatarCacheSeconds = 30 * 24 * 3_600;
/** Profiles asked for at once: a page of members. Reached: 422. */
export const profilesAtOnceMax = 100;
/** Lifetime of an invitation, seconds, and how many people may use it: links get around. Reached: 422. */
export const inviteSecondsDefault = 7 * 24 * 3_600;
export const inviteSecondsMax = 30 * 24 * 3_600;
export const inviteUsesMax = 1_000;
/** Invitations of one room that can be used at one time: a list that a person can look through. Reached: 409. */
export const invitesPerRoomMax = 50;
/** How long one that is over is remembered, so that its visitors are told what it was over by. Reached: 404. */
export const inviteKeptMs = 30 * 24 * 3_600_000;
/** How long an export of one's data can be fetched: it is a copy of everything. After it: 404. */
export const exportKeptMs = 7 * 24 * 3_600_000;
/** What one step of a job looks at: few enough that a step takes some milliseconds of the store. */
export const jobStepRooms = 50;
export const jobStepEntries = 500;
/** Messages that the deletion of an account deletes at once, and entries that it looks through for a name. */
export const erasedAtOnce = 25;
export const eraseScanEntries = 2_000;
/** How long a step may take before another node takes the job over. */
export const jobLeaseMs = 20_000;
/** Longest that what is said is kept, other than for ever, days. Reached: 422, a fault in the settings. */
export const retentionDaysMost = 3_650;
/** How often a node looks for what is older than rooms keep, and how soon after its start: it is removed within so long. */
export const retentionSweepMs = 3_600_000;
export const retentionFirstMs = 60_000;
/** Between the rooms of one look and the next ones: a hundred thousand rooms in eight minutes, hardly felt. */
export const retentionRestMs = 250;
/** Entries removed at once: some ten milliseconds of the store. */
export const trimEntries = 500;
/** How often a node looks for a job that nobody works on: who asked waits so long at most where a node has died. */
export const jobsPollMs = 15_000;
/** Between two steps at least; as long as the step took: others come first. */
export const jobPauseMs = 20;
/** Jobs that are removed with each look. */
export const jobsForgottenAtOnceMax = 20;
/** Drafts that one user may have: a room or a thread each. Reached: 409. */
export const draftsPerUserMax = 500;
/** Rooms of which one user may say what to be told of, and the setting for all the others. Reached: 409. */
export const noticeRoomsMax = 5_000;
/** Messages of one user that may wait to be sent, and how far ahead. Reached: 409, 422. */
export const scheduledPerUserMax = 100;
export const scheduledAheadMsMax = 366 * 24 * 3_600_000;
/** How often a node looks for messages whose time has come: they are sent within so long. */
export const scheduledLookMs = 2_000;
/** Messages that one look takes, and how long they are left to the node that took them. Then another one does. */
export const scheduledAtOnce = 50;
export const scheduledClaimMs = 60_000;
/** How long a message is left unread before anybody is told of it: most are read within a few seconds. */
export const pushDelayMs = 5_000;
/** Who has read or written something within so long is at a device, and is asked about again after it. */
export const pushActiveMs = 30_000;
/** How often. Reached: nobody is told of it. */
export const pushLooksMax = 10;
/** Users of whom it is known when they did something last. Reached: the one quiet for longest is forgotten. */
export const activityUsersMax = 100_000;
/** Messages of one room that are gathered for one telling. Reached: the oldest are not told of. */
export const pushEntriesMax = 256;
/** Rooms that wait for it. Reached: nobody is told of further ones (`push_dropped`). */
export const pushRoomsWaitingMax = 10_000;
/** Members of a room who are told of it at once, and of those, how many the store is asked about at one time. */
export const pushMembersMax = 5_000;
export const pushMembersAtOnce = 16;
/** Code points of a message that a notification shows: two or three lines. The rest is cut. */
export const pushContentCodePoints = 180;
/** Notifications on their way at once, and those that wait. Reached: dropped (`push_dropped`). */
export const pushesAtOnce = 16;
export const pushesWaitingMax = 10_000;
/** Longest a push service may take for one. Reached: it was not sent. */
export const pushMsMax = 10_000;
/** How often one is tried, with what pauses at least and at most. */
export const pushTriesMax = 3;
export const pushRetryMs = 5_000;
export const pushRetryMsMax = 300_000;
/** How long a push service keeps one for a browser that is away. */
export const pushTtlSeconds = 24 * 3_600;
/** How long it is remembered that somebody was told of a message. */
export const pushClaimMs = 3_600_000;
/** Browsers of one user. Reached: 409. */
export const pushSubscriptionsPerUserMax = 20;
/** People of whom a report keeps what they say about a message; more say nothing new. Reached: nothing changes. */
export const reportVoicesMax = 100;
/** For how long what is reported in a room is gathered until those who moderate it are told, once: nobody decides faster. */
export const reportGatherMs = 500;
/** Messages that one user may report in a minute. Reached: 429. */
export const reportsPerMinute = 10;
/** Why somebody is banned, muted, removed or reported, characters: a sentence or two. Reached: 422. */
export const reasonCharsMax = 500;
/** Longest time a ban or a mute is given for; a longer one is for ever. Reached: 422. */
export const sanctionSecondsMax = 10 * 365 * 24 * 3_600;
/** Words and phrases that a room does not take, and the characters of one: looked for in each message of it. Reached: 422. */
export const blockedWordsMax = 100;
export const blockedWordCharsMax = 50;
/** Characters from which on a text that is said again and again is noticed: shorter ones people say all day. */
export const repeatedCharsMin = 16;
/** Longest wait between two messages of a room's slow mode, seconds: longer ones are what rights are for. Reached: 422. */
export const slowModeSecondsMax = 21_600;
/** People of one conversation, whoever begins it among them: more are a room. Reached: 422. */
export const directMembersMax = 10;
/** People whom one user has blocked: a list to look through. Reached: 409. */
export const blocksMax = 1_000;

/** Channels of a server, origins and team of one: what an administrator keeps track of. Reached: 409, 422. */
export const channelsMax = 200;
export const channelOriginsMax = 20;
export const channelTeamMax = 20;
/** Names and ids that another product gives its users, characters. Longer names are cut; longer ids: 401. */
export const visitorIdCharsMax = 128;
/** Longest another product may vouch for a visitor ahead of time, and the lifetime of what it gets for that. Reached: 401. */
export const visitorTokenSecondsMax = 24 * 3_600;
/** How often a node reads which origins the channels let in: after a change, other nodes follow within this. */
export const channelPollMs = 10_000;
/** Fewest bytes of an administrator's key: it is guessed at from outside. */
export const adminKeyBytesMin = 32;

/** One page of any list, entries. A larger `limit` is refused with 422. */
export const pageEntriesMax = 200;
export const pageEntriesDefault = 50;
/** Longest search, characters: a long sentence. Reached: 422. */
export const searchQueryCharsMax = 256;
/** Words and phrases of one search. Reached: 422. */
export const searchClausesMax = 16;
/** Longest word that is told from others, UTF-16 units. What comes after it does not count. */
export const searchWordCharsMax = 64;
/** One page of what was found. A larger `limit` is refused with 422. */
export const searchPageMax = 50;
export const searchPageDefault = 20;
/** Messages that are ranked by relevance at once, newest first: so many are read and looked at for a page, whatever matches. */
export const searchBandMax = 200;
/** Messages that a search passes over that are not the searcher's, or of no use. Reached: a page that goes on elsewhere. */
export const searchScanMax = 10_000;
/** Times a search goes on so before it answers what it has. Reached: a short page with a cursor. */
export const searchBandsMax = 4;
/** Entries that a search takes into the index first, of the searcher's own rooms: some ten milliseconds. */
export const searchCatchUpEntries = 500;
/** Entries, of those that are left even so, that it looks at one by one. Reached: `pending` says how many it did not. */
export const searchTailEntries = 2_000;
/** Rooms of one searcher that are looked through, those joined first. Reached: the others are not. */
export const searchRoomsMax = 5_000;
/** Text around what was found, UTF-16 units: two lines. */
export const searchSnippetChars = 200;
/** Searches of one user in a second, averaged over the burst: typing. Reached: 429. */
export const searchesPerSecond = 5;
export const searchesBurst = 20;
/** Entries taken into the index at once, and the rest after it, as multiples of the time that took: alone, and while much is written. */
export const searchBatchEntries = 256;
export const searchRestTimes = 3;
export const searchRestTimesBusy = 30;
/** From so many new entries a second on, much is written. */
export const searchBusyEntries = 500;
/** How often the index is looked after where nothing is left, and after a fault. */
export const searchIdleMs = 1_000;
/** How often it is compared with all rooms, so that what another node left is found. */
export const searchSweepMs = 300_000;
/** People in one answer of a search for people. */
export const peopleFoundMax = 50;
/** Accounts whose display names are looked at for it: some 20 ms. Reached: the rest is found by username only. */
export const peopleScanMax = 20_000;
/** Ids of members shown in a room's own entity; the whole list is paged under `/members`. */
export const roomMembersShownMax = 100;

/** Events in one append: past this a batch's fsync is no longer the cost. Reached: the rest waits for the next batch. */
export const appendEventsMax = 128;
/** Bytes of encoded events in one append. Reached: the rest waits for the next batch. */
export const appendBytesMax = 262_144;
/** Events waiting for one room: about a second of what the store takes. Reached: error `overloaded`. */
export const appendQueueEventsMax = 8_192;
/** Readers and requests waiting for a room to be loaded or caught up: a storm of reconnections fits. Reached: `overloaded`. */
export const roomQuestionsMax = 65_536;
/** How long a sender may wait for an append whose outcome is unknown or contended. Reached: error `unavailable`. */
export const appendDeadlineMs = 10_000;
/** Attempts at an append against other writers before its senders are told `unavailable`. */
export const appendAttemptsMax = 64;
/**
 * How long a node waits for the first, and each further, sign that what it handed to the last winner gets written: many
 * times what a commit and a signal take, yet little for a sender to wait. Reached: it appends by itself.
 */
export const forwardMs = 500;
/** The same where the store is slow: so many times as long as an append takes, and at most. */
export const forwardAppends = 8;
export const forwardMsMax = 2_000;
/** How long what another node handed over is tried to be written here: by then it writes it by itself. Reached: declined. */
export const handedMsMax = 2 * forwardMsMax;
/**
 * While another node wrote to a room within so many times what an append takes, and within these bounds, an own attempt would
 * likely lose: the batch is handed over at once.
 */
export const contendedAppends = 4;
export const contendedMsMin = 20;
export const contendedMsMax = 1_000;
/**
 * How many times as long as an append takes, and how long at most, a node that wins lets others go first who ask for it and
 * cannot hand over: they have to catch up, and to append.
 */
export const yieldAppends = 3;
export const yieldMsMax = 250;
/** Messages of one other node that wait for a room here: two full batches. Reached: declined, and it writes them itself. */
export const forwardedItemsMax = 256;

/** Newest events of a live room kept encoded, so that reconnecting readers do not reach the store. */
export const recentEventsMax = 256;
/** Bytes of the same, per room. The smaller of the two holds. */
export const recentBytesMax = 65_536;
/** A live room that nobody reads or writes is dropped from memory after this. */
export const roomIdleMs = 60_000;
/** How often a node compares the heads of its live rooms with the store: repairs every lost doorbell. */
export const headCheckMs = 2_000;
/** The same while the broker is known to be deaf. */
export const headCheckDeafMs = 250;

/** Events in one read of the backlog: bounds what one slow reader can hold in memory. */
export const backlogPageEventsMax = 512;
/** The longest backlog replayed over a socket, events; a longer one is an explicit `reset` and history by pages. */
export const backlogEventsMax = 50_000;
/** Bytes waiting in one connection above which it is not sent to: then it resumes from the log. */
export const watermarkBytes = 262_144;
/** How long a connection may stay above it. Reached: close 4408. */
export const slowConsumerMs = 10_000;
/** Longest time a flush may be put off to gather more events, milliseconds. Below what a reader can feel. */
export const gatherMsMax = 23;
/** Times its own length that a flush may be followed by a rest, where each write of it carried as many events. */
export const gatherShareMax = 4;

/** Server ping interval and the silence after which a peer is dead: half-open connections are gone in 45 s. */
export const heartbeatMs = 20_000;
export const peerSilenceMs = 45_000;
/** How often sessions look after themselves: heartbeat, expiry of the token, slow consumers. */
export const sessionSweepMs = 1_000;
/** How long a close handshake may take before the socket is cut. */
export const closeHandshakeMs = 2_000;
/** Frames of a peer that are still looked at once it was told to go, to find its answer. Reached: it is not read any more. */
export const framesAfterCloseMax = 100;
/** Malformed frames in a row that end a session with 4400. */
export const badFramesMax = 3;
/** Connections a user may open in a row, as a multiple of those he may have; then as many a second as he may have. Reached: 429. */
export const arrivalsBurst = 10;
/** Upgrades that one address may have refused in a second (averaged over the burst): guesses, loops. Reached: 429. */
export const refusedUpgradesPerSecondMax = 20;
export const refusedUpgradesBurst = 200;
/** Rooms one session may subscribe to. Reached: error `overloaded`. */
export const subscriptionsPerSessionMax = 500;
/** Messages of one session that are not yet durable. Reached: error `overloaded`. */
export const unackedPerSessionMax = 256;
/** Fewest milliseconds between two typing signals of one session in one room that are passed on; others are dropped. */
export const typingIntervalMs = 1_000;
/** How long a typing signal holds that is not renewed: two renewals every 3 s may be lost. Told as `expires_in_ms`. */
export const typingMs = 6_000;
/** Frames of any kind a session may send in a second (averaged over the burst). Reached: `rate_limited`, then 4429. */
export const framesPerSecondMax = 200;
export const framesBurst = 1_000;

/** Lifetime of an access token. */
export const tokenSeconds = 7 * 24 * 3_600;
/** Longest a cookie session is renewed, counted from logging in: a stolen one ends by itself. Reached: 401, log in again. */
export const sessionSecondsMax = 90 * 24 * 3_600;
/** Lifetime of a single-use ticket: long enough for a slow phone, short enough for a log that leaks. */
export const ticketSeconds = 30;
/** Difference of clocks that token checks tolerate, seconds. */
export const clockSkewSeconds = 30;
/** How often a node reads which tokens were revoked elsewhere: keeps "closed within 5 s" without any broker. */
export const revocationPollMs = 2_000;
/** How long it is remembered that an account was disabled: other makers of tokens may make them to last. Reached: forgotten. */
export const accountRevocationKeptMs = 10 * 365 * 24 * 3_600_000;
/** Longest token accepted, characters. Reached: 401. */
export const tokenCharsMax = 4_096;
/** Tokens whose signature need not be computed again, so that a reconnect storm is cheap. Reached: the oldest is forgotten. */
export const verifiedTokensMax = 20_000;
/** How often the revoked tokens are read anew as a whole, so that expired ones are forgotten. */
export const revocationReloadMs = 3_600_000;

/** People of a room who are named where somebody asks who is here: a list that fits a screen. Reached: only counted. */
export const presenceNamesMax = 200;
/** How many must be there at most for a room to name them again, so that one that is at its bound does not go back and forth. */
export const presenceNamesAgain = 180;
/** How long changes of who is here are gathered for one frame to readers and one signal to other nodes, milliseconds. */
export const presenceGatherMs = 500;
/** How long a node rests after it has read profiles that were changed: so a room is told at most once a second. */
export const profileRestMs = 1_000;
/** How long somebody who has gone is shown as still here: reconnecting, or reloading a page, is no news. */
export const presenceGraceMs = 5_000;
/** How often a node says that those it spoke of are still here. */
export const presenceBeatMs = 10_000;
/** From when what a silent node said no longer counts: two beats may be lost, and with a look a second it is gone in 30 s. */
export const presenceLeaseMs = 28_000;
export const presenceSweepMs = 1_000;
/** Text of one signal about presence, UTF-16 units; a longer one goes in parts. Well below what brokers take. */
export const presencePartChars = 60_000;
/** Parts of one node's presence: some 2 million people in rooms. Reached: what it says is not believed. */
export const presencePartsMax = 1_024;
/** People in rooms that all other nodes together may tell of. Reached: those told of later are not shown. */
export const presenceSeatsMax = 2_000_000;
/** How often a node writes when accounts were seen last, and how many in one write: some ten milliseconds of the store. */
export const lastSeenMs = 10_000;
export const lastSeenBatchMax = 1_000;
/** How often those who stay are written too, so that after the crash of a lone node it is known to some minutes. */
export const lastSeenRefreshMs = 300_000;
/** Accounts of which that waits to be written. Reached: the one that waits for longest is forgotten. */
export const lastSeenWaitingMax = 100_000;

/** How long read positions are gathered for one write, milliseconds; they are told to others when they are stored. */
export const readsGatherMs = 200;
/** Positions in one write; more wait for the next. */
export const readsBatchMax = 1_000;
/** Positions that wait. Reached: error `overloaded`. */
export const readsWaitingMax = 50_000;
/** Sessions that read a room on this node up to which they are told how far others have read. Reached: only one's own devices. */
export const readReceiptsReadersMax = 100;
/** Of those who have read a message, how many are named: the others are counted. */
export const receiptUsersShown = 20;
/** Rooms of one user whose unread messages are counted in one answer. Reached: those after it are left out. */
export const standingRoomsMax = 10_000;

/** Entries of deleted rooms removed in one write, and the pause before the next: some ten milliseconds of a store a second. */
export const purgeEntries = 1_000;
export const purgePauseMs = 250;
/** Password hashes computed or waiting at once: four seconds of two cores at 0.3 s each. Reached: 503 `overloaded`. */
export const hashQueueMax = 24;
/** Addresses or users that one rate limiter remembers. Reached: the one quiet for longest is forgotten. */
export const rateLimiterKeysMax = 100_000;
/** Wrong passwords for one room that one user may try in a minute. Reached: 429. */
export const roomPasswordTriesPerMinute = 5;
/** Fragments of one message: no client of this protocol needs more than one. Reached: close 1008. */
export const fragmentsMax = 1_024;
/** Pieces in which a frame may trickle in; a piece costs some 200 bytes besides its own. Reached: close 1008. */
export const inputPiecesMax = 1_024;
/** Pongs on their way to a peer; while there are so many, only its latest ping is remembered (RFC 6455, 5.5.3). */
export const pongsPendingMax = 16;
/** Longest close reason, UTF-8 bytes (RFC 6455, 5.5). Reached: it is cut. */
export const closeReasonBytesMax = 123;
/** Headers of one HTTP request, bytes: a token of the longest kind twice, with room. Reached: 431. */
export const headersBytesMax = 16_384;
/** How often a listener is asked whether it still accepts, if nobody came, and how long it has to: then it is opened anew. */
export const acceptCheckMs = 1_000;
export const acceptMsMax = 1_000;
/** HTTP: a peer must finish its headers, its request and its next request in time (milliseconds). Reached: closed, 408. */
export const headersTimeoutMs = 5_000;
export const requestTimeoutMs = 15_000;
export const keepAliveTimeoutMs = 65_000;

/** From SIGTERM to exit. Clients get a reconnect delay spread over `drainSpreadMs`. */
export const drainMsMax = 15_000;
export const drainSpreadMs = 5_000;
/** The same on an edge host that kills after 5 s. */
export const drainEdgeMsMax = 4_000;
/** Of that, how long accepted messages may take to be stored; the rest is for saying goodbye. */
export const drainEdgeSettleMsMax = 1_000;
/** Longest a request waits for an instance that is starting. Reached: 503, Retry-After. */
export const coldStartMsMax = 8_000;
/** First and longest pause before a starting instance tries its store again; doubled in between. */
export const coldRetryMs = 500;
export const coldRetryMsMax = 8_000;
/** Longest a call to the store may take before its outcome counts as unknown. */
export const storeCallMsMax = 8_000;
/** Longest the data file may take to open: a new release brings one of many millions of messages to its newest form. */
export const storeOpenMsMax = 1_800_000;
/** How long a drain waits for accepted messages to be stored, and how often it looks. */
export const drainSettleMsMax = 8_000;
export const drainPollMs = 20;

/**
 * How long the last of the messages that wait for the store may have to wait, going by what it answered lately: below what
 * makes people send again. Reached: `overloaded` for new messages, 503 for new connections.
 */
export const unansweredWaitMs = 500;
/** Messages that may wait for the store however slow it is: four batches of one room. */
export const unansweredMin = 512;
/** The most that may, however fast it is, and UTF-16 units of their text: half a second of a fast store; 64 MiB. */
export const unansweredMax = 16_384;
export const unansweredUnitsMax = 33_554_432;
/** How often the event loop is asked how late it is, and from when it is too late, twice in a row. Reached: as above. */
export const loopSampleMs = 20;
export const loopLagMs = 250;
/** How long who was refused so is told to wait, milliseconds: half of it to one and a half, drawn. */
export const overloadRetryMs = 1_000;
/** Longest a health check waits for the store: a slower answer is none. Below the patience of whoever asks. */
export const healthMsMax = 1_500;

/** Faults that nothing caught, in so many milliseconds, that a process goes on after. Reached: it drains and exits with 1. */
export const faultsMax = 10;
export const faultsMs = 60_000;
/**
 * A node that the store has not answered for so long stops delivering: whom others have removed or revoked since, it cannot
 * know. With the time between two looks it is within 5 s. Reached: `degraded`, and 503 at the door.
 */
export const fenceMs = 4_000;
export const fenceLookMs = 500;
/** From so much silence on the store is asked something at each look, so that a quiet one is not taken for a dead one. */
export const fenceProbeMs = 2_500;
/** How long a degraded node keeps its connections, longer than a database takes to elect. Reached: close 1013, all of them. */
export const degradedCloseMs = 10_000;

/** How often gauges are read. */
export const gaugeMs = 1_000;
/** Channels of a broker over which rooms are spread: never one a room, since each costs on every node. */
export const brokerChannels = 16;
/** The same where each channel is a stream of its own that is paid for: Upstash. */
export const upstashChannels = 2;
/** How often a node rings itself through its broker, and the silence after which the broker counts as deaf. */
export const brokerEchoMs = 1_000;
export const brokerSilenceMs = 3_000;
/** The same where each echo is paid for: two dollars a node and month. Heads are compared every 2 s all the same. */
export const upstashEchoMs = 5_000;
export const upstashSilenceMs = 12_000;
/** Longest a connection to a broker may take. Reached: it is given up and tried anew. */
export const brokerConnectMsMax = 3_000;
/** First and longest pause before a broker is tried again; doubled in between, drawn from half to whole. */
export const brokerBackoffMs = 100;
export const brokerBackoffMsMax = 5_000;
/** Longest a starting node waits for its broker. Reached: it starts deaf, and polls. */
export const brokerStartMsMax = 2_000;
/** Longest text between nodes, UTF-16 units: the longest frame of a client, wrapped. Reached: dropped, ignored. */
export const brokerTextCharsMax = 131_072;
/** Signals that wait for a broker, the latest of each room. Reached: the oldest is dropped. */
export const brokerWaitingMax = 4_096;
/** Text of the entries that one doorbell carries, UTF-16 units: a full batch of short messages. Longer: the head alone. */
export const carriedCharsMax = 65_536;
/** The same for Upstash, whose price is by the message and by what it weighs: a burst in a small room. */
export const upstashCarriedCharsMax = 8_192;
/** The same of all doorbells that wait for a broker. Reached: the head alone. */
export const brokerWaitingCharsMax = 4_194_304;
/** The same of doorbells that came while the room was busy with its own append. Reached: the store is read. */
export const carriedWaitingCharsMax = 262_144;
/** Signals handed to a broker at once. */
export const brokerBatchMax = 128;
/** Upstash: how long signals are gathered for one request, milliseconds. Below what a reader can feel. */
export const upstashGatherMs = 5;
/** Longest a request to Upstash may take. Reached: its signals are sent anew. */
export const upstashSendMsMax = 5_000;
/** Nodes of a cluster that one node counts. Reached: further ones are not counted. */
export const brokerNodesMax = 1_024;

/** Threads for password hashes: more would leave a small machine nothing to chat with. */
export const hashThreadsMax = 4;
/** Nodes of one process: more than any machine of today has cores to spare for one chat server. */
export const workersMax = 64;
/** The pause before a node that ended is started again, and how often that is done in a minute. Reached: exit with 1. */
export const workerRestartMs = 500;
export const workerRestartsPerMinuteMax = 5;
/** How much sooner than the process a node gives up draining, so that what it used can be closed after it. */
export const nodeHeadStartMs = 2_000;
/** How long one node's metrics are waited for; then those read last count. */
export const metricsMsMax = 1_000;
