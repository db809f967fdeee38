import type { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** One file of the built web application. */
export interface WebFile {
  readonly type: string;
  /** Changes with what is in it. */
  readonly etag: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** The same, smaller; computed when first asked for. Absent: it would not get smaller. */
  compressed?(coding: Coding): Promise<Uint8Array<ArrayBuffer>>;
}

export type Coding = "br" | "gzip";

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  webmanifest: "application/manifest+json",
};
const packed = /\.(png)$/;

/** Not written as one address: these are no modules, and not of this folder. */
const place = "clients/web/dist/";

/**
 * The files of the built application by their addresses from `/`, all read at once: what is asked for never names a file
 * of the disk. `undefined`: it was not built where this program runs.
 */
export async function readWebFiles(): Promise<ReadonlyMap<string, WebFile> | undefined> {
  const folder = fileURLToPath(new URL(`../../${place}`, import.meta.url));
  try {
    const files = new Map<string, WebFile>();
    for (const name of await namesIn(folder)) {
      const type = types[name.slice(name.lastIndexOf(".") + 1)];
      if (type !== undefined) files.set(`/${name}`, webFile(name, type, await readFile(`${folder}${name}`)));
    }
    return files.has("/index.html") ? files : undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function namesIn(folder: string, under = ""): Promise<string[]> {
  const entries = await readdir(`${folder}${under}`, { withFileTypes: true });
  const names = entries.map((entry) => {
    const name = `${under}${entry.name}`;
    return entry.isDirectory() ? namesIn(folder, `${name}/`) : [name];
  });
  return (await Promise.all(names)).flat();
}

export function webFile(name: string, type: string, read: Buffer): WebFile {
  const body = new Uint8Array(read);
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  if (packed.test(name)) return { type, etag, body };
  const done = new Map<Coding, Promise<Uint8Array<ArrayBuffer>>>();
  return {
    type,
    etag,
    body,
    compressed(coding) {
      const before = done.get(coding);
      if (before !== undefined) return before;
      const compressing = compress(coding, body);
      done.set(coding, compressing);
      return compressing;
    },
  };
}

const gzipped = promisify<Uint8Array, { level: number }, Buffer>(gzip);
const brotlied = promisify<Uint8Array, { params: Record<number, number> }, Buffer>(brotliCompress);

/** Done once a file and life of the program, on a thread of the runtime, while the first visitor waits: 60 ms. */
async function compress(coding: Coding, body: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  if (coding === "gzip") return new Uint8Array(await gzipped(body, { level: 8 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  return new Uint8Array(await brotlied(body, { params }));
}
