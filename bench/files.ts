import { createHash } from "node:crypto";
import type { FileParts } from "../src/protocol/file.ts";
import { objectsKeys, ObjectsServer } from "../tests/support/objects_server.ts";
import { mintToken, numberedId } from "../tests/support/wire_client_token.ts";
import { createRooms, secret, startBenchServer } from "./bench_server.ts";
import { readProcess } from "./process_figures.ts";
import { keepSection } from "./results_page.ts";

/**
 * A file of 2 GiB goes up in pieces and comes down again: how fast, and what the server's memory does meanwhile. With
 * `--bucket` over a store of objects on this machine, and then once more straight to it.
 */

const inBucket = Deno.args.includes("--bucket");
const title = inBucket ? "A large file in a bucket" : "A large file";
const mebibyte = 1_048_576;
const [fileBytes, pieceBytes] = [2_048 * mebibyte, 8 * mebibyte];
/** Parts sent to the bucket at once, as the SDK does on a quick line. */
const lanes = 4;

interface Watched {
  readonly what: string;
  /** Memory of the server, bytes: before, and the most in each quarter of the file. */
  readonly before: number;
  readonly readings: readonly number[];
  readonly seconds: number;
}

/** The largest memory in each quarter of the file, and how long all of it took. */
async function watched(
  what: string,
  pid: number,
  work: (moved: (bytes: number) => void) => Promise<void>,
): Promise<Watched> {
  const before = readProcess(pid).rssBytes;
  const peaks = [0, 0, 0, 0];
  const since = performance.now();
  await work((bytes) => {
    const quarter = Math.min(3, Math.floor((4 * bytes) / fileBytes));
    peaks[quarter] = Math.max(peaks[quarter]!, readProcess(pid).rssBytes);
  });
  return { what, before, readings: peaks, seconds: (performance.now() - since) / 1_000 };
}

const noise = crypto.getRandomValues(new Uint8Array(65_536));
const template = new Uint8Array(pieceBytes).map((_, i) => noise[i % noise.length]!);

/** What stands in the file from there on: no piece is like another. */
function pieceAt(offset: number): Uint8Array<ArrayBuffer> {
  const piece = template.slice();
  new DataView(piece.buffer).setFloat64(0, offset);
  return piece;
}

type Upload = (url: string, moved: (bytes: number) => void) => Promise<void>;

const headers = {
  "authorization": `Bearer ${mintToken(secret, { id: numberedId(1), username: "owner" })}`,
  "tus-resumable": "1.0.0",
};

async function called(url: string, init: RequestInit, status: number): Promise<Response> {
  const answer = await fetch(url, init);
  if (answer.status !== status) throw new Error(`${init.method} was refused: ${answer.status} ${await answer.text()}`);
  return answer;
}

const throughServer: Upload = async (url, moved) => {
  for (let offset = 0; offset < fileBytes; offset += pieceBytes) {
    const type = { "upload-offset": String(offset), "content-type": "application/offset+octet-stream" };
    await called(url, { method: "PATCH", headers: { ...headers, ...type }, body: pieceAt(offset) }, 204);
    moved(offset);
  }
};

const straight: Upload = async (url, moved) => {
  for (;;) {
    const answer = await called(`${url}/parts`, { method: "POST", headers }, 200);
    const { complete, parts } = await answer.json() as FileParts;
    if (complete) return;
    await Promise.all(
      parts.slice(0, lanes).map(async ({ address, offset }) => {
        await (await called(address, { method: "PUT", body: pieceAt(offset) }, 200)).body?.cancel();
        moved(offset);
      }),
    );
  }
};

interface Way {
  readonly upload: Upload;
  readonly env: Readonly<Record<string, string>>;
  /** How the file goes, behind "up" and "down". */
  readonly how: string;
}

/** Up and down, over a server of its own. */
async function measured({ upload, env, how }: Way): Promise<Watched[]> {
  await using server = await startBenchServer(undefined, {
    env: { LIMIT_FILE_MIB: "0", LIMIT_USER_FILES_MIB: "0", LIMIT_ROOM_FILES_MIB: "0", ...env },
  });
  const [room] = await createRooms(server, 1) as [string];
  const metadata = `filename ${btoa("large.bin")},room_id ${btoa(room)}`;
  const about = { "upload-length": String(fileBytes), "upload-metadata": metadata };
  const begun = await called(`${server.url}/api/files`, { method: "POST", headers: { ...headers, ...about } }, 201);
  const url = `${server.url}${begun.headers.get("location")}`;
  const up = await watched(`up${how}`, server.pid, (moved) => upload(url, moved));
  const [sent, received] = [createHash("sha256"), createHash("sha256")];
  const down = await watched(`down${how}`, server.pid, async (moved) => {
    let [offset, told] = [0, 0];
    for await (const bytes of (await fetch(`${url}/content`, { headers })).body!) {
      received.update(bytes);
      offset += bytes.length;
      if (offset - told < pieceBytes) continue;
      told = offset;
      moved(offset);
    }
    if (offset !== fileBytes) throw new Error(`${offset} bytes came`);
  });
  for (let offset = 0; offset < fileBytes; offset += pieceBytes) sent.update(pieceAt(offset));
  if (sent.digest("hex") !== received.digest("hex")) throw new Error("What came is not what was sent");
  return [up, down];
}

async function main(): Promise<void> {
  if (!inBucket) return await keepSection(title, section(await measured({ upload: throughServer, env: {}, how: "" })));
  await using objects = await ObjectsServer.start();
  const { accessKey, secretKey } = objectsKeys;
  const env = {
    FILES_URL: `s3:${await objects.bucket()}`,
    FILES_ACCESS_KEY: accessKey,
    FILES_SECRET_KEY: secretKey,
  };
  const rows = await measured({ upload: throughServer, env, how: ", through the server" });
  const direct = { upload: straight, env: { ...env, FILES_DIRECT: "yes" }, how: ", without it" };
  await keepSection(title, section([...rows, ...await measured(direct)]));
}

function section(rows: readonly Watched[]): string {
  const shown = (rss: number) => String(Math.round(rss / mebibyte));
  const row = ({ what, before, readings, seconds }: Watched) =>
    [what, shown(before), ...readings.map(shown), (fileBytes / mebibyte / seconds).toFixed(0)].join(" | ");
  const pieces = inBucket
    ? `up in pieces of 8 MiB, each in the bucket before it is answered, and down in one request; then, over another server,
with \`FILES_DIRECT\`: up in parts of 8 MiB by addresses of the bucket, ${lanes} at once, and down by one`
    : "up in pieces of 8 MiB, each on the disk before it is answered, and down in one request";
  return [
    `## ${title}`,
    "",
    `A file of 2 GiB, ${pieces};`,
    "what came down is compared with what went up. The server's memory in MiB, before and the most in each quarter of the",
    "file. Servers and client share the two cores of the machine, whose others were not idle.",
    "",
    "| | before | first quarter | second | third | fourth | MiB/s |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...rows.map((one) => `| ${row(one)} |`),
    "",
  ].join("\n");
}

if (import.meta.main) await main();
