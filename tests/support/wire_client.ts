import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import { FrameReader, maskedFrame } from "./wire_client_frames.ts";

/** What a connection tells. Never called before `openWire` has resolved, nor after `closed`. */
export interface WireHandler {
  /** A text frame's payload: `bytes[start, end)`, valid during the call only. */
  text(bytes: Uint8Array, start: number, end: number): void;
  /** The same of a binary frame; without it such a frame is a fault of the server, and ends the connection. */
  binary?(bytes: Uint8Array, start: number, end: number): void;
  /** The connection is over: the code of the server's close frame, or 1006 when there was none. Called once. */
  closed?(code: number): void;
}

export interface WireAddress {
  readonly port: number;
  /** Path and query of the upgrade. */
  readonly path: string;
  readonly host?: string;
  readonly protocol?: string;
}

/** The server answered the upgrade with something else. */
export class WireRefused extends Error {
  override readonly name = "WireRefused";
  readonly status: number;

  constructor(status: number, answer: string) {
    super(`The upgrade was answered ${answer.slice(0, 400)}`);
    this.status = status;
  }
}

const handshakeMsMax = 10_000;
/** All connections of a thread read into the same bytes: frames are handed over before the next read. */
const readSpace = new Uint8Array(262_144);

/**
 * A WebSocket over a raw socket, for tests and for load: no per-frame copies, no queue, no mask to compute. Rejects with
 * {@link WireRefused}, or with the socket's error when nobody answers.
 */
export function openWire(address: WireAddress, handler: WireHandler): Promise<WireClient> {
  return new Promise((resolve, reject) => void new WireClient(address, handler, { resolve, reject }));
}

interface Opening {
  resolve(client: WireClient): void;
  reject(error: unknown): void;
}

export class WireClient {
  readonly #socket: Socket;
  readonly #handler: WireHandler;
  readonly #frames: FrameReader;
  #answer = "";
  /** What came before the opener had its turn. */
  #early: Buffer[] | undefined;
  #code = 1006;
  #over = false;
  /** Set until the upgrade is decided. */
  #opening: Opening | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(address: WireAddress, handler: WireHandler, opening: Opening) {
    const { port, path, host = "127.0.0.1", protocol } = address;
    this.#handler = handler;
    this.#opening = opening;
    this.#frames = new FrameReader({
      text: (bytes, start, end) => this.#over || handler.text(bytes, start, end),
      ...(handler.binary === undefined ? {} : {
        binary: (bytes, start, end) => this.#over || handler.binary?.(bytes, start, end),
      }),
      ping: (payload) => this.#socket.write(maskedFrame("pong", payload)),
      close: (code) => this.#closing(code),
    });
    const onread = {
      buffer: readSpace,
      callback: (count: number) => {
        this.#read(count);
        return true;
      },
    };
    this.#socket = connect({ port, host, noDelay: true, onread });
    this.#socket.on("error", (error) => this.#failed(error));
    this.#socket.on("close", () => this.#ended());
    this.#timer = setTimeout(() => this.#failed(new Error("The upgrade was not answered")), handshakeMsMax);
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}:${port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    ];
    this.#socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  }

  /** Whether the connection is over. */
  get over(): boolean {
    return this.#over;
  }

  send(text: string): void {
    this.sendFrames(maskedFrame("text", text));
  }

  /** Sends frames that are encoded already. */
  sendFrames(frames: Uint8Array): void {
    if (!this.#over) this.#socket.write(frames);
  }

  /** Says goodbye and waits for nothing: `closed` follows when the server has answered. */
  close(code = 1000): void {
    if (this.#over) return;
    this.#socket.write(maskedFrame("close", Uint8Array.of(code >> 8, code & 0xff)));
  }

  /** Cuts the connection, as a network does. */
  destroy(): void {
    this.#socket.destroy();
  }

  #read(count: number): void {
    if (this.#early !== undefined) return void this.#early.push(Buffer.from(readSpace.subarray(0, count)));
    if (this.#opening === undefined) return this.#parse(readSpace, count);
    this.#answer += Buffer.from(readSpace.buffer, 0, count).toString("latin1");
    const end = this.#answer.indexOf("\r\n\r\n");
    if (end < 0) return;
    if (!this.#answer.startsWith("HTTP/1.1 101 ")) return this.#refused(end + 4);
    const { resolve } = this.#opening;
    const behind = this.#answer.slice(end + 4);
    this.#decided();
    resolve(this);
    // Latin-1 gives the bytes back as they were. Handed over when the opener has had its turn, with all that comes until
    // then: two reads can follow each other without one.
    this.#early = [Buffer.from(behind, "latin1")];
    queueMicrotask(() => {
      const bytes = Buffer.concat(this.#early ?? []);
      this.#early = undefined;
      this.#parse(bytes, bytes.length);
    });
  }

  /** Anything but a 101, once its body is there or the connection has ended. */
  #refused(bodyAt: number): void {
    const length = Number(/^content-length: *(\d+)/im.exec(this.#answer)?.[1] ?? Infinity);
    if (this.#answer.length - bodyAt < length && !this.#socket.destroyed) return;
    this.#failed(new WireRefused(Number(this.#answer.slice(9, 12)), this.#answer));
  }

  #parse(bytes: Uint8Array, count: number): void {
    try {
      this.#frames.push(bytes, count);
    } catch (error) {
      this.#code = 1002;
      this.#socket.destroy(error instanceof Error ? error : undefined);
    }
  }

  #closing(code: number): void {
    this.#code = code;
    this.#socket.end(maskedFrame("close", Uint8Array.of(code >> 8, code & 0xff)));
  }

  #decided(): void {
    clearTimeout(this.#timer);
    this.#opening = undefined;
    this.#answer = "";
  }

  #failed(error: unknown): void {
    const opening = this.#opening;
    if (opening === undefined) return;
    this.#decided();
    this.#socket.destroy();
    opening.reject(error);
    this.#over = true;
  }

  #ended(): void {
    const head = this.#answer.indexOf("\r\n\r\n");
    if (head >= 0) this.#refused(head + 4);
    this.#failed(new Error("The connection ended before an answer"));
    if (this.#over) return;
    this.#over = true;
    this.#handler.closed?.(this.#code);
  }
}
