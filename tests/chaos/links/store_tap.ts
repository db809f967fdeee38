import { Buffer } from "node:buffer";
import type { Passing, Tap } from "../../support/tcp_proxy_pipe.ts";

/** One message of MongoDB's wire on its way. */
export interface StoreMessage {
  readonly way: "up" | "down";
  /** The command and its collection, such as `insert log`; of an answer, those of what it answers. */
  readonly command: string;
  readonly bytes: Buffer;
}

/** What becomes of a message: it goes its way, is swallowed, or breaks the connection when half of it is through. */
export type StoreVerdict = "pass" | "swallow" | "cut_halfway";

const headerBytes = 16;
const opMsg = 2013;
/** Header, flags, kind of the first section, length of its document, type of its first element. */
const nameAt = headerBytes + 4 + 1 + 4 + 1;

/** Reads MongoDB's wire on its way (OP_MSG, not compressed) and lets `judge` decide about each message. */
export function storeTap(judge: (message: StoreMessage) => StoreVerdict): Tap {
  const rest = { up: Buffer.alloc(0), down: Buffer.alloc(0) };
  const asked = new Map<number, string>();
  return (way, chunk): Passing => {
    let bytes: Buffer = rest[way].length === 0 ? chunk : Buffer.concat([rest[way], chunk]);
    const passing: Uint8Array[] = [];
    while (bytes.length >= headerBytes && bytes.length >= bytes.readInt32LE(0)) {
      const message = bytes.subarray(0, bytes.readInt32LE(0));
      bytes = bytes.subarray(message.length);
      const verdict = judge({ way, command: commandOf(way, message, asked), bytes: message });
      if (verdict === "pass") passing.push(message);
      if (verdict !== "cut_halfway") continue;
      passing.push(message.subarray(0, message.length >> 1));
      return { bytes: Buffer.concat(passing), cut: true };
    }
    rest[way] = Buffer.from(bytes);
    return { bytes: passing.length === 1 ? passing[0]! : Buffer.concat(passing) };
  };
}

function commandOf(way: "up" | "down", message: Buffer, asked: Map<number, string>): string {
  if (way === "down") {
    const answered = message.readInt32LE(8);
    const command = asked.get(answered) ?? "";
    asked.delete(answered);
    return command;
  }
  if (message.readInt32LE(12) !== opMsg || message.length <= nameAt) return "";
  const nameEnd = message.indexOf(0, nameAt);
  const name = message.toString("latin1", nameAt, nameEnd);
  const isText = message[nameAt - 1] === 2;
  const value = isText ? message.toString("latin1", nameEnd + 5, message.indexOf(0, nameEnd + 5)) : "";
  const command = value === "" ? name : `${name} ${value}`;
  asked.set(message.readInt32LE(4), command);
  return command;
}
