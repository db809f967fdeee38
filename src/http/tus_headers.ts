import { Buffer } from "node:buffer";
import type { Context } from "hono";
import type { Announced, Checksum, Upload } from "../chat/files/file_actions.ts";
import { type Id, isId } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";

/** The headers of resumable uploads by tus 1.0.0 (https://tus.io/protocols/resumable-upload). */
export const tusVersion = "1.0.0";
export const tusExtensions = "creation,termination,expiration,checksum";
export const pieceType = "application/offset+octet-stream";

const checksumBytes = { sha1: 20, sha256: 32 } as const;
export const checksumAlgorithms = Object.keys(checksumBytes).join(",");

export function requireTus(c: Context<AppEnv>): void {
  if (c.req.header("tus-resumable") !== tusVersion) throw new ParleyError("tus_version");
}

/** A whole number that must be there. Throws `bad_request`. */
export function numberHeader(c: Context<AppEnv>, name: string): number {
  const text = c.req.header(name);
  if (text === undefined || !/^\d{1,15}$/.test(text)) {
    throw new ParleyError("bad_request", `Expected the header ${name} with a whole number`);
  }
  return Number(text);
}

/** What `Upload-Length` and `Upload-Metadata` say. Throws `bad_request`, `invalid`. */
export function announcedBy(c: Context<AppEnv>): Announced & { readonly room: Id } {
  const length = numberHeader(c, "Upload-Length");
  if (length === 0) throw new ParleyError("invalid", "Upload-Length: expected at least one byte");
  const metadata = metadataOf(c.req.header("upload-metadata") ?? "");
  const room = metadata.get("room_id");
  const name = metadata.get("filename");
  if (!isId(room)) throw new ParleyError("invalid", "Upload-Metadata: expected room_id, the room it is for");
  if (name === undefined || name === "") throw new ParleyError("invalid", "Upload-Metadata: expected filename");
  const duration = metadata.get("duration");
  if (duration === undefined) return { room, name, length };
  return { room, name, length, duration: secondsOf(duration) };
}

/** Throws `invalid`. */
export function secondsOf(text: string): number {
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(text)) throw new ParleyError("invalid", "duration: expected seconds");
  return Number(text);
}

/** Keys, each with a value in base64, separated by commas. */
function metadataOf(header: string): Map<string, string> {
  const pairs = header.split(",").map((pair) => pair.trim()).filter((pair) => pair !== "");
  return new Map(pairs.map((pair) => {
    const [key = "", value = "", ...more] = pair.split(" ");
    if (more.length > 0) throw new ParleyError("bad_request", "Upload-Metadata: expected key and value");
    return [key, Buffer.from(value, "base64").toString("utf8")];
  }));
}

/** Of `Upload-Checksum`; absent: nothing is to be compared. Throws `bad_request`. */
export function checksumBy(c: Context<AppEnv>): Checksum | undefined {
  const header = c.req.header("upload-checksum");
  if (header === undefined) return undefined;
  const [algorithm, text = ""] = header.split(" ");
  if (algorithm !== "sha1" && algorithm !== "sha256") {
    throw new ParleyError("bad_request", `Upload-Checksum: expected one of ${checksumAlgorithms}`);
  }
  const digest = new Uint8Array(Buffer.from(text, "base64"));
  if (digest.length !== checksumBytes[algorithm]) {
    throw new ParleyError("bad_request", "Upload-Checksum: expected the digest in base64");
  }
  return { algorithm, digest };
}

/** How far an upload has come. */
export function uploadHeaders({ view, length, expiresAt }: Upload): Record<string, string> {
  return {
    "Upload-Offset": String(view.offset),
    "Upload-Length": String(length),
    ...(expiresAt !== undefined && { "Upload-Expires": new Date(expiresAt).toUTCString() }),
  };
}
