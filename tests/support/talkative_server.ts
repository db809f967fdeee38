import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/**
 * Stands for a Redis, a mail server and a store of objects that refuse everything, and say back whatever they were told: what a
 * server may hear from others and must tell nobody.
 */
export class TalkativeServer implements AsyncDisposable {
  readonly #server = createServer((socket) => this.#serve(socket));
  readonly #sockets = new Set<Socket>();
  readonly #spokenTo = new Map<string, PromiseWithResolvers<void>>();

  static async start(): Promise<TalkativeServer> {
    const talkative = new TalkativeServer();
    await new Promise<void>((resolve) => talkative.#server.listen(0, "127.0.0.1", resolve));
    return talkative;
  }

  /** `host:port`. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** Resolves when somebody has spoken `http`, `redis` or, to the point of logging in, `smtp`. */
  spokenTo(protocol: "http" | "redis" | "smtp"): Promise<void> {
    return this.#speaking(protocol).promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #speaking(protocol: string): PromiseWithResolvers<void> {
    const known = this.#spokenTo.get(protocol) ?? Promise.withResolvers<void>();
    this.#spokenTo.set(protocol, known);
    return known;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => undefined);
    // Who waits for a greeting is a mailer.
    const greeting = setTimeout(() => socket.write("220 talkative ESMTP\r\n"), 200);
    socket.on("close", () => clearTimeout(greeting));
    socket.on("data", (bytes) => {
      clearTimeout(greeting);
      const said = bytes.toString("latin1");
      const line = said.replaceAll(/[\r\n]+/g, " ");
      if (/ HTTP\/1\.1\r\n/.test(said)) this.#refuseHttp(socket, line);
      else if (/^[*]\d/.test(said)) this.#say("redis", socket, `-ERR nobody takes '${line}'\r\n`);
      else if (/^(EHLO|HELO)/.test(said)) socket.write("250-talkative\r\n250 AUTH PLAIN LOGIN\r\n");
      else this.#say("smtp", socket, `535 5.7.8 nobody is called '${line}'\r\n`);
    });
  }

  #refuseHttp(socket: Socket, line: string): void {
    const body = `<Error><Code>SignatureDoesNotMatch</Code><Message>${line}</Message></Error>`;
    const head = `HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nContent-Length: ${body.length}\r\n`;
    this.#say("http", socket, `${head}Connection: close\r\n\r\n${body}`);
  }

  #say(protocol: string, socket: Socket, answer: string): void {
    socket.write(answer);
    this.#speaking(protocol).resolve();
  }
}
