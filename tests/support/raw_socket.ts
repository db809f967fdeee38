/** One WebSocket frame as it came over the wire. */
export interface RawFrame {
  readonly fin: boolean;
  /** The three reserved bits. */
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** How a frame to send differs from a well-formed one. */
export interface FrameOptions {
  readonly fin?: boolean;
  readonly rsv?: number;
  readonly mask?: boolean;
}

export interface HandshakeOptions {
  readonly method?: string;
  /** "HTTP/1.1". */
  readonly version?: string;
  readonly path?: string;
  /** Replaces a header of a good handshake (lower-case name), leaves it out (`undefined`), or repeats it (a list). */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Bytes sent in the same write, behind the request. */
  readonly then?: Uint8Array;
}

export interface RawAnswer {
  readonly status: number;
  /** The status line and headers, verbatim. */
  readonly head: string;
  readonly headers: Headers;
  /** Only when the answer was no upgrade. */
  readonly body: string;
}

export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** How long a read may take before the test fails, milliseconds. */
const readMsMax = 5_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The key of the example in RFC 6455, 1.3, and the accept value that belongs to it. */
export const sampleKey = "dGhlIHNhbXBsZSBub25jZQ==";
export const sampleAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/** The bytes of one frame as a client sends it: masked, unless told otherwise. */
export function frame(code: number, payload: string | Uint8Array = "", options: FrameOptions = {}): Uint8Array {
  const { fin = true, rsv = 0, mask = true } = options;
  const body = typeof payload === "string" ? encoder.encode(payload) : payload;
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | code];
  const masked = mask ? 0x80 : 0;
  if (body.length < 126) head.push(masked | body.length);
  else if (body.length < 65_536) head.push(masked | 126, body.length >> 8, body.length & 0xff);
  else head.push(masked | 127, 0, 0, 0, 0, ...new Uint8Array(Uint32Array.of(body.length).buffer).toReversed());
  const key = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
  return bytes(
    Uint8Array.from(head),
    mask ? key : new Uint8Array(),
    mask ? body.map((byte, i) => byte ^ key[i % 4]!) : body,
  );
}

/** The bytes of a close frame of a client. */
export function closeFrame(code: number, reason: string | Uint8Array = ""): Uint8Array {
  const text = typeof reason === "string" ? encoder.encode(reason) : reason;
  return frame(opcode.close, bytes(Uint8Array.of(code >> 8, code & 0xff), text));
}

/** Several pieces as one. */
export function bytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * A WebSocket peer that is nothing but a TCP connection: it sends whatever bytes a test wants, well-formed or not, and
 * reads only when it is told to. Every read has a time limit.
 */
export class RawSocket implements AsyncDisposable {
  readonly #tcp: Deno.TcpConn;
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array();
  #reading: Promise<number | null> | undefined;
  readonly #space = new Uint8Array(65_536);
  #closed = false;

  private constructor(tcp: Deno.TcpConn) {
    this.#tcp = tcp;
  }

  static async connect(port: number, hostname = "127.0.0.1"): Promise<RawSocket> {
    const tcp = await Deno.connect({ port, hostname });
    tcp.setNoDelay(true);
    return new RawSocket(tcp);
  }

  /** Connects and upgrades; fails unless the server does. */
  static async open(port: number, options: HandshakeOptions = {}): Promise<RawSocket> {
    const peer = await RawSocket.connect(port);
    const answer = await peer.handshake(options);
    if (answer.status !== 101) throw new Error(`The upgrade was answered ${answer.head}${answer.body}`);
    return peer;
  }

  async send(...parts: readonly (string | Uint8Array)[]): Promise<void> {
    let rest = bytes(...parts.map((part) => typeof part === "string" ? encoder.encode(part) : part));
    while (rest.length > 0) rest = rest.subarray(await this.#tcp.write(rest));
  }

  /** Sends an upgrade request and reads the answer to it. */
  async handshake(options: HandshakeOptions = {}, msMax?: number): Promise<RawAnswer> {
    const { method = "GET", version = "HTTP/1.1", path = "/ws?token=good", headers = {}, then } = options;
    const all: HandshakeOptions["headers"] = {
      "host": "parley.test",
      "connection": "Upgrade",
      "upgrade": "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": sampleKey,
      ...headers,
    };
    const lines = Object.entries(all).flatMap(([name, value]) =>
      [value ?? []].flat().map((line) => `${name}: ${line}\r\n`)
    );
    await this.send(`${method} ${path} ${version}\r\n${lines.join("")}\r\n`, then ?? new Uint8Array());
    return await this.readAnswer(msMax);
  }

  /** Reads an HTTP answer: its head, and its body if it is not a 101. */
  async readAnswer(msMax?: number): Promise<RawAnswer> {
    let end = -1;
    while ((end = decoder.decode(this.#buffer).indexOf("\r\n\r\n")) < 0) {
      if (!await this.#fill(msMax)) throw new Error("The connection ended before an answer");
    }
    const head = decoder.decode(this.#take(end + 4));
    const [statusLine = "", ...lines] = head.trim().split("\r\n");
    const headers = new Headers(lines.map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }));
    const status = Number(statusLine.split(" ")[1]);
    if (status === 101) return { status, head, headers, body: "" };
    const length = Number(headers.get("content-length") ?? 0);
    while (this.#buffer.length < length && await this.#fill());
    return { status, head, headers, body: decoder.decode(this.#take(Math.min(length, this.#buffer.length))) };
  }

  /** The next frame; `undefined`: the connection ended before one was whole. */
  async readFrame(msMax: number = readMsMax): Promise<RawFrame | undefined> {
    for (;;) {
      const found = parse(this.#buffer);
      if (found !== undefined) {
        this.#take(found.size);
        return found.frame;
      }
      if (!await this.#fill(msMax)) return undefined;
    }
  }

  /** The text of the next frame, which must be a whole, well-formed text frame. */
  async readText(msMax?: number): Promise<string> {
    const read = await this.readFrame(msMax);
    if (read?.opcode !== opcode.text || !read.fin || read.rsv !== 0 || read.masked) {
      throw new Error(`Expected a text frame, got ${describe(read)}`);
    }
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(read.payload);
  }

  /** The code and reason of the close frame, past any other frames; `undefined`: the connection ended without one. */
  async readClose(msMax?: number): Promise<{ readonly code: number; readonly reason: string } | undefined> {
    for (;;) {
      const read = await this.readFrame(msMax);
      if (read === undefined) return undefined;
      if (read.opcode !== opcode.close) continue;
      const [high, low] = read.payload;
      const code = high === undefined || low === undefined ? 1005 : high << 8 | low;
      return { code, reason: decoder.decode(read.payload.subarray(2)) };
    }
  }

  /** Reads and drops everything until the server ends the connection: "end" (FIN) or "reset" (RST). */
  async readEnd(msMax?: number): Promise<"end" | "reset"> {
    try {
      do this.#buffer = new Uint8Array(); while (await this.#fill(msMax));
      return "end";
    } catch (error) {
      if (error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe) return "reset";
      throw error;
    }
  }

  /** Ends the sending half: FIN. */
  async closeWrite(): Promise<void> {
    await this.#tcp.closeWrite();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#tcp.close();
    await this.#reading?.catch(() => null);
  }

  #take(size: number): Uint8Array<ArrayBuffer> {
    const taken = this.#buffer.slice(0, size);
    this.#buffer = this.#buffer.slice(size);
    return taken;
  }

  /** Reads once more from the connection; false: it ended. */
  async #fill(msMax: number = readMsMax): Promise<boolean> {
    this.#reading ??= this.#tcp.read(this.#space);
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`Nothing came within ${msMax} ms`)), msMax);
    try {
      const count = await Promise.race([this.#reading, late]);
      this.#reading = undefined;
      if (count === null) return false;
      this.#buffer = bytes(this.#buffer, this.#space.subarray(0, count)) as Uint8Array<ArrayBuffer>;
      return true;
    } finally {
      clearTimeout(timer);
    }
  }
}

function parse(buffer: Uint8Array<ArrayBuffer>): { readonly frame: RawFrame; readonly size: number } | undefined {
  if (buffer.length < 2) return undefined;
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  const first = view.getUint8(0);
  const second = view.getUint8(1);
  const short = second & 0x7f;
  const masked = second >= 0x80;
  const start = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (masked ? 4 : 0);
  if (buffer.length < start) return undefined;
  const length = short === 126 ? view.getUint16(2) : short === 127 ? Number(view.getBigUint64(2)) : short;
  if (buffer.length < start + length) return undefined;
  const payload = buffer.slice(start, start + length);
  const frame = { fin: first >= 0x80, rsv: first >> 4 & 7, opcode: first & 15, masked, payload };
  return { frame, size: start + length };
}

function describe(read: RawFrame | undefined): string {
  if (read === undefined) return "the end of the connection";
  return `opcode ${read.opcode}, fin ${read.fin}, rsv ${read.rsv}, masked ${read.masked}, ${read.payload.length} bytes`;
}
