import { brokerTextCharsMax } from "../../limits.ts";
import type { Signal } from "../../ports/broker.ts";
import { isId } from "../../protocol/id.ts";

/** What a text between nodes says: a signal, or a node ringing itself. */
export type Saying =
  | { readonly kind: "signal"; readonly node: string; readonly signal: Signal }
  | { readonly kind: "echo"; readonly node: string; readonly number: number };

const nodePattern = /^[0-9a-f]{16}$/;

/** Which of the channels a signal goes over: those of one room always over the same. */
export function channelOf(signal: Signal, channels: number): number {
  // The end of an id is a counter: it spreads evenly, and rooms made together do not share a channel.
  return signal.kind === "revoked" ? 0 : Number.parseInt(signal.room.slice(-6), 16) % channels;
}

/** A signal as it travels; `undefined`: too long to travel. */
export function signalText(node: string, signal: Signal): string | undefined {
  const text = JSON.stringify({ node, ...signal });
  return text.length > brokerTextCharsMax ? undefined : text;
}

export function echoText(node: string, number: number): string {
  return JSON.stringify({ node, kind: "echo", number });
}

/** Reads what came over a channel that anybody may speak on. `undefined`: nothing that a node of this version says. */
export function readText(text: string): Saying | undefined {
  const object = objectIn(text);
  if (object === undefined) return undefined;
  const node = object["node"];
  if (typeof node !== "string" || !nodePattern.test(node)) return undefined;
  if (object["kind"] === "echo") {
    const number = object["number"];
    return isCount(number) ? { kind: "echo", node, number } : undefined;
  }
  const signal = signalIn(object);
  return signal === undefined ? undefined : { kind: "signal", node, signal };
}

/** Takes each field by itself, so that nothing unknown comes along. */
function signalIn({ kind, room, head, from, text }: Readonly<Record<string, unknown>>): Signal | undefined {
  if (kind === "revoked") return { kind };
  if (!isId(room)) return undefined;
  if (kind === "head") return isCount(head) ? { kind, room, head } : undefined;
  if (kind !== "ephemeral" || !isId(from) || typeof text !== "string") return undefined;
  // It goes to sockets as it is: one object in one line, or it could pass for two frames.
  return !text.includes("\n") && objectIn(text) !== undefined ? { kind, room, from, text } : undefined;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text.length > brokerTextCharsMax || !text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
