import type { FileParts, FileView } from "../../src/protocol/file.ts";
import type { Id } from "../../src/protocol/id.ts";
import { ApiError } from "./api_error.ts";
import { backoff } from "./backoff.ts";
import type { CallOptions } from "./entities.ts";
import type { Environment } from "./environment.ts";
import { exchange, type Exchanger } from "./http.ts";

export interface UploadOptions extends CallOptions {
  /** As readers see it. Default: the name of the `File`. */
  readonly name?: string | undefined;
  /** Of sounds and films, seconds. */
  readonly duration?: number | undefined;
  /** An upload that was begun before: it goes on where it was. */
  readonly id?: Id | undefined;
  /** Called with the id as soon as there is one, so that it can be gone on with later, also after a reload. */
  readonly onBegun?: (id: Id) => void;
  /** Called with the bytes that are safe, and all of them. */
  readonly onProgress?: (sent: number, total: number) => void;
}

export interface UploadDeps {
  readonly environment: Environment;
  readonly exchange: Exchanger;
}

const tus = { "tus-resumable": "1.0.0" } as const;

/** Bytes of one request: the first, the fewest and the most. The server cuts a request off after 15 s. */
const [firstBytes, leastBytes, mostBytes] = [262_144, 65_536, 8_388_608];
/** A request that is quicker is followed by one twice as large, a slower one by one half as large, milliseconds. */
const [quickMs, slowMs] = [2_000, 6_000];
/** Failures in a row after which it is given up; some two minutes. */
const failuresMax = 12;
/** Parts sent at once to where files are kept, and rounds without one that came after which all else goes to the server. */
const [lanesMax, vainMax] = [4, 2];

/**
 * Uploads a file, in pieces that are as large as the line allows, over any number of broken connections; large ones to where
 * the server keeps files, if it lets its clients and that can be reached. Ends with the file, to be named in a message's
 * `attachments`; rejects with an {@link ApiError}, or with the reason of the signal. What was sent is kept for a day: with
 * its `id` it can be gone on with.
 */
export async function uploadFile(
  deps: UploadDeps,
  room: Id,
  file: Blob,
  options: UploadOptions = {},
): Promise<FileView> {
  const { signal, onBegun, onProgress } = options;
  const id = options.id ?? await persistently(deps, signal, () => begin(deps, room, file, options));
  onBegun?.(id);
  const state = () => deps.exchange<FileView>(`/files/${id}`, { signal });
  const lacking = () => deps.exchange<FileParts>(`/files/${id}/parts`, { method: "POST", signal });
  let at: { readonly body: FileView & Partial<FileParts> } = await persistently(deps, signal, state);
  let [size, lanes, vain] = [firstBytes, 1, 0];
  while (!at.body.complete) {
    onProgress?.(at.body.offset, file.size);
    const { body: { offset, direct, parts } } = at;
    const since = deps.environment.monotonic();
    const isDirect = direct === true && size === mostBytes && offset % mostBytes === 0 && vain < vainMax;
    if (isDirect) {
      await sendParts(deps, file, parts?.slice(0, lanes), signal);
      at = await persistently(deps, signal, lacking);
      if (parts !== undefined) vain = at.body.offset > offset ? 0 : vain + 1;
    } else {
      at = await persistently(deps, signal, async (failures) => {
        // What came of a request that broke off counts: ask before going on.
        const from = failures === 0 ? offset : (await state()).body.offset;
        if (failures > 0) size = Math.max(leastBytes, size / 2);
        // Not across the beginning of a part: the next one may be sent elsewhere.
        const end = Math.min(from + size, from - from % mostBytes + mostBytes);
        await sendPiece(deps, id, from, file.slice(from, end), signal);
        return await state();
      });
    }
    const took = deps.environment.monotonic() - since;
    const paced = (now: number, least: number, most: number) =>
      took < quickMs ? Math.min(most, now * 2) : took > slowMs ? Math.max(least, now / 2) : now;
    if (!isDirect) size = paced(size, leastBytes, mostBytes);
    else if (parts !== undefined) lanes = paced(lanes, 1, lanesMax);
  }
  onProgress?.(file.size, file.size);
  return at.body;
}

/** What does not arrive is asked for again. */
async function sendParts(
  { environment }: UploadDeps,
  file: Blob,
  parts: FileParts["parts"] = [],
  signal: AbortSignal | undefined,
): Promise<void> {
  await Promise.allSettled(parts.map(({ address, offset, size }) => {
    return exchange(environment, address, { method: "PUT", body: file.slice(offset, offset + size), signal });
  }));
}

async function begin({ exchange }: UploadDeps, room: Id, file: Blob, options: UploadOptions): Promise<Id> {
  const name = options.name ?? ("name" in file && typeof file.name === "string" ? file.name : "file");
  const told = {
    room_id: room,
    filename: name,
    ...(options.duration !== undefined && { duration: `${options.duration}` }),
  };
  const metadata = Object.entries(told).map(([key, value]) => `${key} ${base64(value)}`).join(",");
  const { headers } = await exchange("/files", {
    method: "POST",
    headers: { ...tus, "upload-length": String(file.size), "upload-metadata": metadata },
    signal: options.signal,
  });
  const id = headers.get("location")?.split("/").at(-1);
  if (id === undefined) throw new ApiError("unexpected_answer", "The upload has no address");
  return id;
}

async function sendPiece(
  { exchange }: UploadDeps,
  id: Id,
  offset: number,
  body: Blob,
  signal: AbortSignal | undefined,
): Promise<void> {
  const headers = { ...tus, "upload-offset": String(offset), "content-type": "application/offset+octet-stream" };
  await exchange(`/files/${id}`, { method: "PATCH", headers, body, signal });
}

/** Tries again what may succeed later, with pauses, as long as somebody wants it. */
async function persistently<T>(
  { environment }: UploadDeps,
  signal: AbortSignal | undefined,
  work: (failures: number) => Promise<T>,
): Promise<T> {
  for (let failures = 0;; failures++) {
    signal?.throwIfAborted();
    try {
      return await work(failures);
    } catch (error) {
      if (!(error instanceof ApiError) || !error.temporary || failures + 1 >= failuresMax) throw error;
      await pause(
        environment,
        Math.max(error.retryAfterMs ?? 0, backoff(failures, () => environment.random())),
        signal,
      );
    }
  }
}

function pause(environment: Environment, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      cancel();
      signal?.removeEventListener("abort", over);
      resolve();
    };
    const cancel = environment.after(ms, over);
    signal?.addEventListener("abort", over, { once: true });
  });
}

/** Of a text as UTF-8. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
