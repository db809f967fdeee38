import { brokerTextCharsMax } from "../../limits.ts";
import type { NodeName, Signal } from "../../ports/broker.ts";
import { isId } from "../../protocol/id.ts";
import { type OwnFrame, ownThings } from "../../protocol/server_frame.ts";
import { carriedIn, handedIn, isCount, marksIn, objectIn, type Unread } from "./signal_fields.ts";

/** What a text between nodes says: a signal, or a node ringing itself. */
export type Saying =
  | { readonly kind: "signal"; readonly node: NodeName; readonly signal: Signal }
  | { readonly kind: "echo"; readonly node: NodeName; readonly number: number };

const nodePattern = /^[0-9a-f]{16}$/;

/** Which of the channels a signal goes over: those of one room always over the same. */
export function channelOf(signal: Signal, channels: number): number {
  // The end of an id is a counter: it spreads evenly, and rooms made together do not share a channel.
  return !("room" in signal) ? 0 : Number.parseInt(signal.room.slice(-6), 16) % channels;
}

/** A signal as it travels; `undefined`: too long to travel. What a head carries is left out where that makes it too long. */
export function signalText(node: NodeName, signal: Signal): string | undefined {
  const text = signal.kind === "head"
    ? headText(node, signal)
    : JSON.stringify({ ...addressOf(signal), node, ...signal });
  if (text.length <= brokerTextCharsMax) return text;
  if (signal.kind !== "head" || signal.carried === undefined) return undefined;
  return headText(node, { kind: "head", room: signal.room, head: signal.head });
}

export function echoText(node: NodeName, number: number): string {
  return JSON.stringify({ node, kind: "echo", number });
}

/** The room comes first, and whom it is for: so `addressedTo` finds both without reading the rest. */
function addressOf(signal: Signal): object {
  if (!("room" in signal)) return {};
  return "to" in signal ? { room: signal.room, to: signal.to } : { room: signal.room };
}

/** Entries without the names of their fields: they are most of what travels. */
function headText(node: NodeName, { kind, room, head, carried }: Signal & { readonly kind: "head" }): string {
  if (carried === undefined) return JSON.stringify({ room, node, kind, head });
  const entries = carried.entries.map(({ id, type, sender, text, clientId, effect }) => {
    return effect === undefined
      ? clientId === undefined ? [id, type, sender, text] : [id, type, sender, text, clientId]
      : [id, type, sender, text, clientId ?? null, effect];
  });
  return JSON.stringify({ room, node, kind, head, epoch: carried.epoch, entries });
}

const beforeRoom = '{"room":"';
const beforeTo = '","to":"';

/** What can be told of a text that begins at `at` without reading it: its room, and the node it is for, if it names them. */
export function addressedTo(text: string, at: number): { readonly room?: string; readonly to?: NodeName } {
  if (!text.startsWith(beforeRoom, at)) return {};
  const from = at + beforeRoom.length;
  const room = text.slice(from, from + 24);
  if (!text.startsWith(beforeTo, from + 24)) return { room };
  const toFrom = from + 24 + beforeTo.length;
  return { room, to: text.slice(toFrom, toFrom + 16) };
}

/** Reads what came over a channel. `undefined`: nothing that a node of this version says. */
export function readText(text: string): Saying | undefined {
  if (text.length > brokerTextCharsMax) return undefined;
  const object = objectIn(text);
  if (object === undefined) return undefined;
  const node = object["node"];
  if (!isNode(node)) return undefined;
  if (object["kind"] === "echo") {
    const number = object["number"];
    return isCount(number) ? { kind: "echo", node, number } : undefined;
  }
  const signal = signalIn(object);
  return signal === undefined ? undefined : { kind: "signal", node, signal };
}

/** Takes each field by itself, so that nothing unknown comes along. */
function signalIn(object: Unread): Signal | undefined {
  const { kind, room, user, from, text, to, number } = object;
  if (kind === "revoked") return { kind };
  if (kind === "presence") return typeof text === "string" ? { kind, text } : undefined;
  if (kind === "reads") return readsIn(object["marks"]);
  if (kind === "own") return ownIn(object);
  if (kind === "profile") return isId(user) ? { kind, user } : undefined;
  if (!isId(room)) return undefined;
  if (kind === "reported") return isId(object["author"]) ? { kind, room, author: object["author"] } : undefined;
  if (kind === "head") return headIn(object, room);
  if (kind === "yield") return isNode(to) ? { kind, room, to } : undefined;
  if (kind === "forward" || kind === "declined") {
    if (!isNode(to) || !isCount(number)) return undefined;
    if (kind === "declined") return { kind, room, to, number };
    const items = handedIn(object["items"]);
    return items === undefined ? undefined : { kind, room, to, number, items };
  }
  if (kind !== "ephemeral" || !isId(from) || typeof text !== "string") return undefined;
  // It goes to sockets as it is: one object in one line, or it could pass for two frames.
  return !text.includes("\n") && objectIn(text) !== undefined ? { kind, room, from, text } : undefined;
}

function readsIn(values: unknown): Signal | undefined {
  const marks = marksIn(values);
  return marks === undefined ? undefined : { kind: "reads", marks };
}

function ownIn({ user, what, about }: Unread): Signal | undefined {
  if (!isId(user) || !ownThings.some((thing) => thing === what)) return undefined;
  const signal = { kind: "own", user, what: what as OwnFrame["what"] } as const;
  return about === undefined ? signal : isId(about) ? { ...signal, about } : undefined;
}

/** What is wrong with what a head carries makes it no less of a head. */
function headIn({ head, epoch, entries }: Unread, room: string): Signal | undefined {
  if (!isCount(head)) return undefined;
  const carried = carriedIn(room, head, epoch, entries);
  return { kind: "head", room, head, ...(carried === undefined ? {} : { carried }) };
}

function isNode(value: unknown): value is NodeName {
  return typeof value === "string" && nodePattern.test(value);
}
