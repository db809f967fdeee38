import { Buffer } from "node:buffer";
import { createDiskBlobs } from "../../src/adapters/disk/create_disk_blobs.ts";
import type { Blobs } from "../../src/ports/blobs.ts";
import type { Pictures } from "../../src/ports/pictures.ts";
import type { LimitSettings } from "../../src/server.ts";
import { type ListenerKind, RealServer, type Told } from "./real_server.ts";
import { tempFolder } from "./temp.ts";

export interface FileServerOptions {
  readonly kind?: ListenerKind;
  readonly limits?: Partial<LimitSettings>;
  readonly pictures?: Pictures;
  /** Default: on the disk, in a folder of its own. */
  readonly blobs?: Blobs;
}

export interface FileAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly body: Told & { readonly error: { readonly code: string } };
}

export interface FileCall {
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** A real server that keeps files in a folder of its own, and users that send them. */
export class FileServer implements AsyncDisposable {
  readonly server: RealServer;
  /** Where the bytes are. */
  readonly folder: string;
  readonly #remove: () => PromiseLike<void>;

  private constructor(server: RealServer, folder: string, remove: () => PromiseLike<void>) {
    this.server = server;
    this.folder = folder;
    this.#remove = remove;
  }

  static async start({ kind = "node", limits, pictures, blobs }: FileServerOptions = {}): Promise<FileServer> {
    const folder = await tempFolder();
    const server = await RealServer.start(kind, {
      limits: { messagesPerSecond: 0, ...limits },
      blobs: blobs ?? createDiskBlobs(folder.path),
      ...(pictures && { pictures }),
    });
    return new FileServer(server, folder.path, () => folder[Symbol.asyncDispose]());
  }

  get room(): string {
    return this.server.global;
  }

  /** A call of the user of this number, with any body. */
  async call(user: number, line: string, { body, headers = {} }: FileCall = {}): Promise<FileAnswer> {
    const [method = "", path = ""] = line.split(" ");
    const answer = await fetch(`${this.server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.server.token(user)}`, ...headers },
      ...(body !== undefined && { body }),
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const isJson = answer.headers.get("content-type") === "application/json" && bytes.length > 0;
    const told = isJson ? JSON.parse(new TextDecoder().decode(bytes)) : {};
    return { status: answer.status, headers: answer.headers, bytes, body: told };
  }

  /** Makes users members of the room of everybody. */
  async join(...users: readonly number[]): Promise<void> {
    for (const user of users) await this.call(user, `POST /api/rooms/${this.room}/join`);
  }

  /** Uploads in one request; answers what is known of the file. */
  async upload(user: number, name: string, bytes: Uint8Array<ArrayBuffer>, room = this.room): Promise<FileAnswer> {
    return await this.call(user, `POST /api/rooms/${room}/files?name=${encodeURIComponent(name)}`, { body: bytes });
  }

  /** Begins a resumable upload. */
  async begin(user: number, length: number, name = "a.bin", room = this.room): Promise<FileAnswer> {
    return await this.call(user, "POST /api/files", {
      headers: {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": String(length),
        "Upload-Metadata": `filename ${base64(name)},room_id ${base64(room)}`,
      },
    });
  }

  /** Sends more of one, by what its `Location` was. */
  async patch(
    user: number,
    path: string,
    offset: number,
    body: BodyInit,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<FileAnswer> {
    return await this.call(user, `PATCH ${path}`, {
      body,
      headers: {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": String(offset),
        "Content-Type": "application/offset+octet-stream",
        ...headers,
      },
    });
  }

  async head(user: number, path: string): Promise<FileAnswer> {
    return await this.call(user, `HEAD ${path}`, { headers: { "Tus-Resumable": "1.0.0" } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.#remove();
  }
}
