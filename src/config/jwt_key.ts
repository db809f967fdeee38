import type { Log } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { reasonOf } from "./data_folder.ts";
import { jwtSecretBytesMin } from "./settings.ts";

export interface JwtKeyOptions {
  readonly dataDir: string;
  /** `JWT_SECRET`, where it is set: then no file is read or made. */
  readonly secret: string | undefined;
  readonly random: Random;
  readonly log: Log;
}

/** The key's file within the data folder. Its text may be moved to `JWT_SECRET`: the key stays the same. */
export const jwtKeyFile = "jwt_secret";

const encoder = new TextEncoder();

/**
 * The key that signs tokens: from the settings, or from the data folder, made there on first start.
 * Of several processes that start at once, all get the same key. Throws `ParleyError("unavailable")`.
 */
export async function openJwtKey(options: JwtKeyOptions): Promise<Uint8Array<ArrayBuffer>> {
  if (options.secret !== undefined) return encoder.encode(options.secret);
  const path = `${options.dataDir}/${jwtKeyFile}`;
  try {
    const text = await readKey(path) ?? await makeKey(path, options.random);
    await warnOfReaders(path, options.log);
    return usable(path, text);
  } catch (cause) {
    if (cause instanceof ParleyError) throw cause;
    throw new ParleyError("unavailable", `The key file "${path}" cannot be used (${reasonOf(cause)}): set JWT_SECRET`, {
      cause,
    });
  }
}

async function readKey(path: string): Promise<string | undefined> {
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw cause;
  }
}

/**
 * Writes the key beside its place and links it there: the link is refused where another process was first, and nobody
 * ever sees half a key.
 */
async function makeKey(path: string, random: Random): Promise<string> {
  const text = random.bytes(jwtSecretBytesMin).toHex();
  const draft = `${path}.${random.bytes(8).toHex()}`;
  try {
    using file = await Deno.open(draft, { write: true, createNew: true, mode: 0o600 });
    await file.write(encoder.encode(`${text}\n`));
    await file.sync();
    await Deno.link(draft, path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AlreadyExists)) throw cause;
  } finally {
    await Deno.remove(draft);
  }
  return await readKey(path) ?? text;
}

function usable(path: string, text: string): Uint8Array<ArrayBuffer> {
  const key = encoder.encode(text);
  if (key.length >= jwtSecretBytesMin) return key;
  throw new ParleyError(
    "unavailable",
    `The key file "${path}" holds ${key.length} bytes, less than ${jwtSecretBytesMin}: delete it to have a new one made, ` +
      "which ends all sessions, or restore it",
  );
}

async function warnOfReaders(path: string, log: Log): Promise<void> {
  const { mode } = await Deno.stat(path);
  if (mode !== null && (mode & 0o077) !== 0) {
    log.warn("The key file can be read by others: run chmod 600 on it", {
      file: path,
      mode: (mode & 0o777).toString(8),
    });
  }
}
