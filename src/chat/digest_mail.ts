import type { Mail } from "../ports/mailer.ts";
import type { Id } from "../protocol/id.ts";
import { escaped } from "../protocol/text.ts";

/** A message in a digest. */
export interface MissedMessage {
  readonly seq: number;
  readonly username: string;
  /** How it begins; absent: the reader does not want mails to say it. */
  readonly content?: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

/** What somebody missed in a room. */
export interface MissedRoom {
  readonly room: Id;
  readonly name: string;
  readonly unread: number;
  readonly mentions: number;
  /** Some of them, oldest first. */
  readonly messages: readonly MissedMessage[];
}

export interface DigestParts {
  readonly to: string;
  readonly username: string;
  readonly rooms: readonly MissedRoom[];
  /** Rooms in which there is more, beside these. */
  readonly more: number;
  readonly id: string;
  /** Where the chat is, without a slash at the end. */
  readonly publicUrl: string;
  readonly unsubscribe: string;
}

/** The mail that says what somebody missed. What people wrote is in it as text, whatever they wrote. */
export function digestMail({ to, username, rooms, more, id, publicUrl, unsubscribe }: DigestParts): Mail {
  const total = rooms.reduce((sum, { unread, mentions }) => sum + Math.max(unread, mentions), 0);
  const subject = `${total} unread ${total === 1 ? "message" : "messages"} in ${oneLine(rooms[0]!.name)}${
    rooms.length + more > 1 ? ` and ${rooms.length + more - 1} more` : ""
  }`;
  const rest = more === 0 ? [] : [`There is more in ${more} other ${more === 1 ? "room" : "rooms"}.`];
  const why = "You get this because you asked to be told by mail what you missed.";
  const text = [
    `Hello ${username},`,
    ...rooms.map((room) =>
      [
        `${oneLine(room.name)}: ${countOf(room)}`,
        `${publicUrl}/rooms/${room.room}`,
        ...room.messages.map(({ username, content }) =>
          `  ${username}${content === undefined ? "" : `: ${oneLine(content)}`}`
        ),
      ].join("\n")
    ),
    ...rest,
    `${why}\nNo more of them: ${unsubscribe}`,
  ].join("\n\n");
  const html = [
    `<p>Hello ${escaped(username)},</p>`,
    ...rooms.map((room) => {
      const link = `<a href="${escaped(`${publicUrl}/rooms/${room.room}`)}">${escaped(oneLine(room.name))}</a>`;
      const lines = room.messages.map(({ username, content = "" }) =>
        `<li><strong dir="auto">${escaped(username)}</strong> <span dir="auto">${escaped(oneLine(content))}</span></li>`
      );
      return `<h2 style="font-size:1em" dir="auto">${link}: ${countOf(room)}</h2><ul>${lines.join("")}</ul>`;
    }),
    ...rest.map((line) => `<p>${line}</p>`),
    `<p style="color:#666">${why} <a href="${escaped(unsubscribe)}">No more of them</a></p>`,
  ].join("\n");
  return {
    to,
    subject,
    text,
    html: `<!doctype html><meta charset="utf-8"><title></title>\n${html}\n`,
    id,
    unsubscribe,
  };
}

function countOf({ unread, mentions }: MissedRoom): string {
  const messages = unread === 0 ? [] : [`${unread} unread`];
  const calls = mentions === 0 ? [] : [`${mentions} ${mentions === 1 ? "mentions" : "mention"} you`];
  return [...messages, ...calls].join(", ");
}

/** What a mail asks that makes sure that its reader wants more of them. */
export function confirmationMail(to: string, username: string, link: string, id: string): Mail {
  const asked = "Somebody, most likely you, asked that what you miss in the chat is sent to this address.";
  const otherwise = "If it was not you, do nothing: nothing will be sent.";
  return {
    to,
    id,
    subject: "Confirm this address",
    text: `Hello ${username},\n\n${asked}\n\nTo confirm it, open this and press the button:\n${link}\n\n${otherwise}\n`,
    html:
      `<!doctype html><meta charset="utf-8"><title></title>\n<p>Hello ${escaped(username)},</p>\n<p>${asked}</p>\n` +
      `<p><a href="${escaped(link)}">Confirm the address</a></p>\n<p>${otherwise}</p>\n`,
  };
}

/** Without what would begin a line or change the direction of those around it. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
}
