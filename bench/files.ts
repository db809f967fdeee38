import { createHash } from "node:crypto";
import { objectsKeys, ObjectsServer } from "../tests/support/objects_server.ts";
import { mintToken, numberedId } from "../tests/support/wire_client_token.ts";
import { startBenchServer } from "./bench_server.ts";
import { readProcess } from "./process_figures.ts";
import { keepSection } from "./results_page.ts";

/**
 * A file of 2 GiB goes up in pieces and comes down again: how fast, and what the server's memory does meanwhile. With
 * `--bucket` over a store of objects on this machine.
 */

const inBucket = Deno.args.includes("--bucket");
const title = inBucket ? "A large file in a bucket" : "A large file";
/** Of the tokens. */
const secret = "the secret of this benchmark alone, 32 bytes";
const mebibyte = 1_048_576;
const [fileBytes, pieceBytes] = [2_048 * mebibyte, 8 * mebibyte];

interface Reading {
  readonly what: string;
  readonly mebibytes: number;
  readonly rss: number;
}

/** The largest memory in each quarter of the file, and how long all of it took. */
async function watched(
  what: string,
  pid: number,
  work: (moved: (bytes: number) => void) => Promise<void>,
): Promise<{ readings: Reading[]; seconds: number }> {
  const peaks = [0, 0, 0, 0];
  const since = performance.now();
  await work((bytes) => {
    const quarter = Math.min(3, Math.floor((4 * bytes) / fileBytes));
    peaks[quarter] = Math.max(peaks[quarter]!, readProcess(pid).rssBytes);
  });
  const readings = peaks.map((rss, i) => ({ what, mebibytes: (i + 1) * fileBytes / 4 / mebibyte, rss }));
  return { readings, seconds: (performance.now() - since) / 1_000 };
}

async function main(): Promise<void> {
  await using objects = inBucket ? await ObjectsServer.start() : undefined;
  const { accessKey, secretKey } = objectsKeys;
  const bucket = objects && {
    FILES_URL: `s3:${await objects.bucket()}`,
    FILES_ACCESS_KEY: accessKey,
    FILES_SECRET_KEY: secretKey,
  };
  await using server = await startBenchServer(undefined, {
    env: { JWT_SECRET: secret, LIMIT_FILE_MIB: "0", LIMIT_USER_FILES_MIB: "0", LIMIT_ROOM_FILES_MIB: "0", ...bucket },
  });
  const token = mintToken(secret, { id: numberedId(1), username: "owner" });
  const made = await fetch(`${server.url}/api/rooms`, {
    method: "POST",
    headers: { "authorization": `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "files" }),
  });
  const { id: room } = await made.json() as { id: string };
  const headers = { "authorization": `Bearer ${token}`, "tus-resumable": "1.0.0" };
  const metadata = `filename ${btoa("large.bin")},room_id ${btoa(room)}`;
  const begun = await fetch(`${server.url}/api/files`, {
    method: "POST",
    headers: { ...headers, "upload-length": String(fileBytes), "upload-metadata": metadata },
  });
  if (begun.status !== 201) throw new Error(`The upload did not begin: ${begun.status} ${await begun.text()}`);
  const url = `${server.url}${begun.headers.get("location")}`;
  const piece = crypto.getRandomValues(new Uint8Array(65_536));
  const body = new Uint8Array(pieceBytes).map((_, i) => piece[i % piece.length]!);
  const [sent, received] = [createHash("sha256"), createHash("sha256")];
  const before = readProcess(server.pid).rssBytes;
  const up = await watched("up", server.pid, async (moved) => {
    for (let offset = 0; offset < fileBytes; offset += pieceBytes) {
      new DataView(body.buffer).setFloat64(0, offset);
      sent.update(body);
      const answer = await fetch(url, {
        method: "PATCH",
        headers: { ...headers, "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
        body,
      });
      if (answer.status !== 204) {
        throw new Error(`A piece at ${offset} was refused: ${answer.status} ${await answer.text()}`);
      }
      moved(offset);
    }
  });
  const down = await watched("down", server.pid, async (moved) => {
    let offset = 0;
    let told = 0;
    for await (const bytes of (await fetch(`${url}/content`, { headers })).body!) {
      received.update(bytes);
      offset += bytes.length;
      if (offset - told < pieceBytes) continue;
      told = offset;
      moved(offset);
    }
    if (offset !== fileBytes) throw new Error(`${offset} bytes came`);
  });
  if (sent.digest("hex") !== received.digest("hex")) throw new Error("What came is not what was sent");
  await keepSection(title, section(before, up, down));
}

type Watched = Awaited<ReturnType<typeof watched>>;

function section(before: number, up: Watched, down: Watched): string {
  const shown = (rss: number) => String(Math.round(rss / mebibyte));
  const row = (what: string, { readings, seconds }: Watched) =>
    [what, ...readings.map(({ rss }) => shown(rss)), (fileBytes / mebibyte / seconds).toFixed(0)].join(" | ");
  return [
    `## ${title}`,
    "",
    `A file of 2 GiB, up in pieces of 8 MiB that are each ${
      inBucket ? "in the bucket" : "on the disk"
    } before they are`,
    "answered, and down in one request;",
    "what came down is compared with what went up. The server's memory in MiB, the most in each quarter of the file;",
    `${shown(before)} before. Server and client share the two cores of the machine, whose others were not idle.`,
    "",
    "| | first quarter | second | third | fourth | MiB/s |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    `| ${row("up", up)} |`,
    `| ${row("down", down)} |`,
    "",
  ].join("\n");
}

if (import.meta.main) await main();
