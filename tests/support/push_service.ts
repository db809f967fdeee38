import { Buffer } from "node:buffer";
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { PushSubscriptionInput } from "../../src/protocol/push.ts";
import { tempFolder } from "./temp.ts";

/** A notification as it came, and as its browser reads it. */
export interface Arrived {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Uint8Array;
}

/** A browser that has subscribed: what it tells the server, and what only it can do. */
export class FalseBrowser {
  readonly subscription: PushSubscriptionInput;
  readonly #ecdh = createECDH("prime256v1");
  readonly #auth = randomBytes(16);

  constructor(endpoint: string) {
    const p256dh = this.#ecdh.generateKeys().toString("base64url");
    this.subscription = { endpoint, keys: { p256dh, auth: this.#auth.toString("base64url") } };
  }

  /** RFC 8291, 3.4, over RFC 8188: one record. Throws when it was not encrypted for this browser. */
  read(bytes: Uint8Array): string {
    return decrypt(bytes, this.#ecdh, this.#auth);
  }
}

/** The text of one record of `aes128gcm`, for whoever has the private key and the secret. */
export function decrypt(bytes: Uint8Array, ecdh: ReturnType<typeof createECDH>, auth: Uint8Array): string {
  const body = Buffer.from(bytes);
  const salt = body.subarray(0, 16);
  const keyLength = body[20]!;
  const serverKey = body.subarray(21, 21 + keyLength);
  const record = body.subarray(21 + keyLength);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), ecdh.getPublicKey(), serverKey]);
  const ikm = hkdfSync("sha256", ecdh.computeSecret(serverKey), auth, info, 32);
  const derived = (name: string, length: number) =>
    Buffer.from(hkdfSync("sha256", Buffer.from(ikm), salt, Buffer.from(`Content-Encoding: ${name}\0`), length));
  const cipher = createDecipheriv("aes-128-gcm", derived("aes128gcm", 16), derived("nonce", 12));
  cipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()]);
  const end = padded.lastIndexOf(2);
  if (end < 0 || padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error("The record has no end");
  return padded.subarray(0, end).toString("utf8");
}

/** A push service on this machine, with a certificate of its own making. */
export interface PushService extends AsyncDisposable {
  readonly certificate: string;
  /** Of the name `push.localhost.test`, which leads nowhere: whoever connects must be told the address. */
  readonly port: number;
  readonly arrived: readonly Arrived[];
  /** What is answered from now on; absent: nothing at all. */
  answer: { status: number; headers?: Record<string, string> } | undefined;
  /** Resolves when so many have arrived. */
  count(number: number): Promise<readonly Arrived[]>;
}

export async function startPushService(): Promise<PushService> {
  const { key, certificate } = await certificateFor("127.0.0.1");
  const arrived: Arrived[] = [];
  const waiting: { number: number; resolve: () => void }[] = [];
  const service = { answer: { status: 201 } as PushService["answer"] };
  const server = createServer({ key, cert: certificate }, (request, response) => {
    const chunks: Uint8Array[] = [];
    request.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    request.on("end", () => {
      arrived.push({ path: request.url ?? "", headers: request.headers, bytes: Buffer.concat(chunks) });
      if (service.answer !== undefined) response.writeHead(service.answer.status, service.answer.headers ?? {}).end();
      for (const { number, resolve } of waiting) if (arrived.length >= number) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    certificate,
    port: (server.address() as AddressInfo).port,
    arrived,
    get answer() {
      return service.answer;
    },
    set answer(value) {
      service.answer = value;
    },
    async count(number) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ number, resolve });
      if (arrived.length >= number) resolve();
      await promise;
      return arrived;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function certificateFor(address: string): Promise<{ readonly key: string; readonly certificate: string }> {
  await using folder = await tempFolder();
  const [key, cert] = [folder.file("key.pem"), folder.file("cert.pem")];
  const made = await new Deno.Command("openssl", {
    args: [
      ..."req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2 -subj /CN=push".split(" "),
      ...["-addext", `subjectAltName=IP:${address}`, "-keyout", key, "-out", cert],
    ],
    stderr: "piped",
  }).output();
  if (!made.success) throw new Error(new TextDecoder().decode(made.stderr));
  return { key: await Deno.readTextFile(key), certificate: await Deno.readTextFile(cert) };
}
