import assert from "node:assert/strict";
import * as z from "zod";
import * as limits from "../../src/limits.ts";
import { settings } from "../../src/config/settings.ts";
import { closeCatalogue } from "../../src/protocol/close_code.ts";
import { decodeFrame } from "../../src/protocol/decode_frame.ts";
import { errorCatalogue } from "../../src/protocol/error_code.ts";
import { clientFrameSchema } from "../../src/protocol/client_frame.ts";
import { serverFrameSchemas } from "../../src/protocol/server_frame_schema.ts";
import { startServer } from "../support/server_process.ts";
import { jsonValues, readDocument, tableOf } from "./document.ts";
import { compared, runShell } from "./shell.ts";

const document = await readDocument("docs/protocol.md");
/** What is done to messages has a page of its own. */
const messagesPage = await readDocument("docs/messages.md");

Deno.test("Every curl line of docs/protocol.md runs, and is answered as the page shows", async () => {
  await using server = await startServer();
  const ran = await runShell(document.blocks, server.address);
  assert.ok(ran.length >= 15, `${ran.length} blocks`);
  assert.equal(ran.filter(({ output, shown }) => output !== "" && shown === undefined).length, 0, "answers unshown");
  const shown = ran.filter(({ shown }) => shown !== undefined);
  assert.ok(shown.length >= 13, `${shown.length} answers`);
  for (const one of shown) {
    const { actual, expected } = compared(one);
    assert.deepEqual(actual, expected, `line ${one.block.line}`);
  }
});

Deno.test("Every frame that docs/protocol.md shows is a frame, key by key, and none is left out", () => {
  const blocks = [
    ...document.blocks.filter(({ line }) => line > socketPart),
    ...messagesPage.blocks.filter(({ line }) => line > partOf(messagesPage, "Over the socket")),
  ].filter(({ language }) => language === "json");
  const frames = blocks.flatMap(({ text }) => jsonValues(text) as { readonly type: string }[]);
  const [client, server] = [new Set<string>(), new Set<string>()];
  for (const frame of frames) {
    const name = clientTypeOf(frame);
    if (name !== undefined) client.add(name);
    else server.add(serverNameOf(frame));
  }
  assert.deepEqual([...client].sort(), clientFrameSchema.options.map(({ shape }) => shape.type.value).sort());
  assert.deepEqual([...server].sort(), Object.keys(serverFrameSchemas).sort());
});

/** The line at which a part of a page begins. */
function partOf({ text }: { readonly text: string }, heading: string): number {
  return text.slice(0, text.indexOf(`\n## ${heading}`)).split("\n").length;
}

const socketPart = partOf(document, "What a client sends");

function clientTypeOf(frame: { readonly type: string }): string | undefined {
  try {
    return decodeFrame(JSON.stringify(frame)).type;
  } catch {
    return undefined;
  }
}

function serverNameOf(frame: { readonly type: string }): string {
  for (const [name, { shape }] of Object.entries(serverFrameSchemas)) {
    if (z.strictObject(shape).safeParse(frame).success) return name;
  }
  throw new Error(`Neither side sends ${JSON.stringify(frame)}`);
}

Deno.test("The catalogue of errors in docs/protocol.md is the server's", () => {
  const expected = Object.entries(errorCatalogue).map(([code, { status, temporary, sentence }]) => {
    return [`\`${code}\``, String(status), temporary ? "yes" : "no", sentence];
  });
  assert.deepEqual(tableOf(document, "sentence"), expected);
});

Deno.test("The catalogue of close codes in docs/protocol.md is the server's", () => {
  const rows = tableOf(document, "come back").map(([code, reason, comeBack]) => {
    return { code: Number(code), reason: reason?.replace(/ \(.*/, ""), comeBack: comeBack !== "after a change" };
  });
  assert.deepEqual(
    rows,
    Object.values(closeCatalogue).map(({ code, reason, comeBack }) => ({ code, reason, comeBack })),
  );
});

Deno.test("The codes that docs/protocol.md speaks of exist", () => {
  const known = new Set<string>(Object.keys(errorCatalogue));
  const spoken = document.text.matchAll(/`((?:[a-z]+_)+[a-z]+)`/g);
  const names = new Set(Object.values(serverFrameSchemas).flatMap(({ shape }) => Object.keys(shape)));
  const others = new Set([
    "room_id",
    "is_private",
    "display_name",
    "avatar_url",
    "auth_time",
    "parley_session",
    "status_text",
    "status_emoji",
    "status_until",
    "expires_in",
    "uses_max",
    "last_read",
    "last_seen",
    "up_to",
    "as_of",
    ...names,
  ]);
  for (const [, name] of spoken) assert.ok(known.has(name!) || others.has(name!), `${name}`);
});

Deno.test("The limits in docs/protocol.md are those of the code", () => {
  const rows = new Map(tableOf(document, "how much").map(([what, how]) => [what, how]));
  const [n, s] = [(value: number) => value.toLocaleString("en"), (ms: number) => String(ms / 1_000)];
  const expected: Record<string, string> = {
    "message": `${n(limits.contentCodePointsMax)} code points`,
    "edits of a message": String(limits.editsPerMessageMax),
    "emojis on a message": `${limits.emojisPerMessageMax} different ones, ${limits.reactionsPerUserMax} of a user`,
    "mentions in a message": String(limits.mentionsMax),
    "messages in the list of them": `${n(limits.mentionsListedMax)}, the newest`,
    "frame from a client": `${n(limits.frameBytesMax)} bytes`,
    "REST body": `${n(limits.bodyBytesMax)} bytes`,
    "client_id": `${limits.clientIdCharsMax} characters`,
    "username": `${limits.usernameCharsMin} to ${limits.usernameCharsMax} characters`,
    "email": `${limits.emailCharsMax} characters`,
    "password": `${limits.passwordCharsMin} characters to ${limits.passwordBytesMax} bytes`,
    "room name": `${limits.roomNameCharsMax} characters`,
    "room description": `${limits.roomDescriptionCharsMax} characters`,
    "display name, bio, avatar URL": `${limits.displayNameCharsMax}, ${limits.bioCharsMax}, ${
      n(limits.urlCharsMax)
    } characters`,
    "status text": `${limits.statusTextCharsMax} characters`,
    "avatar": `${n(limits.avatarBytesMax)} bytes, ${n(limits.avatarPixelsMax)} pixels a side`,
    "profiles at once": String(limits.profilesAtOnceMax),
    "page of a list": `${limits.pageEntriesMax} entries`,
    "messages":
      `${settings.limitMessagesPerSecond.fallback} a second, ${settings.limitMessagesBurst.fallback} at once,` +
      " a user (settings)",
    "frames": `${limits.framesPerSecondMax} a second, ${n(limits.framesBurst)} at once, a session`,
    "sockets": `${settings.limitConnectionsPerUser.fallback} a user (setting)`,
    "sockets of all users": `${
      settings.limitConnections.fallback === 0 ? "any number" : settings.limitConnections.fallback
    } (setting \`LIMIT_CONNECTIONS\`)`,
    "arrivals of a user": `${limits.arrivalsBurst} times as many sockets in a row as he may have`,
    "attempts to come in": `${settings.limitAuthPerMinute.fallback} a minute, an address (setting)`,
    "wrong passwords for a room": `${limits.roomPasswordTriesPerMinute} a minute, a user and room`,
    "reports": `${limits.reportsPerMinute} a minute, a user; ${limits.reportVoicesMax} people of a message`,
    "words a room does not take": `${limits.blockedWordsMax}, of ${limits.blockedWordCharsMax} characters`,
    "invitations": `${limits.invitesPerRoomMax} a room, ${n(limits.inviteUsesMax)} uses, ${
      limits.inviteSecondsMax / 86_400
    } days`,
    "channels for other products": `${limits.channelsMax}, of ${limits.channelOriginsMax} origins and ` +
      `${limits.channelTeamMax} people`,
    "word of another product":
      `for ${limits.visitorTokenSecondsMax / 86_400} day, ids of ${limits.visitorIdCharsMax} ` +
      "characters",
    "reasons of moderation": `${n(limits.reasonCharsMax)} characters`,
    "a ban or a mute": `${n(limits.sanctionSecondsMax)} seconds, or for ever`,
    "days that a room keeps": `${n(limits.retentionDaysMost)}, or for ever`,
    "slow mode": `${n(limits.slowModeSecondsMax)} seconds between two messages`,
    "people of a conversation": String(limits.directMembersMax),
    "people one has blocked": n(limits.blocksMax),
    "subscriptions": `${limits.subscriptionsPerSessionMax} a session`,
    "messages not yet durable": `${limits.unackedPerSessionMax} a session`,
    "messages waiting for one room": n(limits.appendQueueEventsMax),
    "messages waiting for the store": `as many as it takes in ${s(limits.unansweredWaitMs)} seconds, at least ` +
      n(limits.unansweredMin),
    "backlog over a socket": `${n(limits.backlogEventsMax)} events`,
    "unread bytes of a socket": `${n(limits.watermarkBytes)}, for ${s(limits.slowConsumerMs)} seconds`,
    "typing": `${s(limits.typingIntervalMs)} a second, a session and room`,
    "people named in a room": `${n(limits.presenceNamesMax)} online`,
    "changed profiles in `presence`": `every ${s(limits.profileRestMs)} s, ${
      n(limits.profilesAtOnceMax)
    } people, a server`,
    "readers told of others' `read`": `${n(limits.readReceiptsReadersMax)} sessions of a room, a server`,
    "read positions not yet stored": `${n(limits.readsWaitingMax)} a server`,
    "rooms with unread counts": `${n(limits.standingRoomsMax)} a user`,
    "silence of the store": `${s(limits.fenceMs)} seconds, looked at every ${s(limits.fenceLookMs)}`,
    "a server without its store": `keeps sockets for ${s(limits.degradedCloseMs)} seconds`,
    "silence of a peer": `${s(limits.peerSilenceMs)} seconds`,
    "malformed frames in a row": String(limits.badFramesMax),
    "fragments of a message": n(limits.fragmentsMax),
    "headers of a request": `${n(limits.headersBytesMax)} bytes, ${s(limits.headersTimeoutMs)} seconds`,
    "request": `${s(limits.requestTimeoutMs)} seconds`,
    "token": `${limits.tokenSeconds / 86_400} days`,
    "session of a browser": `renewed for ${limits.sessionSecondsMax / 86_400} days`,
    "ticket": `${limits.ticketSeconds} seconds, once`,
  };
  assert.deepEqual(Object.fromEntries(rows), expected);
});
