import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { freePort, listens } from "../../support/broker_programs.ts";
import { type ServerProcess, startServer } from "../../support/server_process.ts";
import { type Json, User } from "../../integration/rest_fixture.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
export const adminKey = "0123456789abcdef0123456789abcdef";

/** The example's back end as a process, with a page of it at `url`. */
export async function startHost(
  env: Readonly<Record<string, string>>,
  port: number,
  program = `${root}examples/host.mjs`,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-config", "--allow-net", "--allow-env", program],
    env: { ...env, PORT: String(port) },
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  await listens(port, 30_000);
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

/** A server with a support channel of helen's, and a shop whose page has the widget. */
export class Shop implements AsyncDisposable {
  readonly helen: User;
  readonly url: string;
  server: ServerProcess;
  readonly #host: AsyncDisposable;
  readonly #dataDir: string;

  private constructor(
    server: ServerProcess,
    helen: User,
    host: { readonly url: string } & AsyncDisposable,
    dataDir: string,
  ) {
    this.server = server;
    this.helen = helen;
    this.url = host.url;
    this.#host = host;
    this.#dataDir = dataDir;
  }

  static async open(): Promise<Shop> {
    const dataDir = await Deno.makeTempDir({ prefix: "parley-test-" });
    const server = await startServer({ dataDir, env: shopEnv });
    const helen = await User.registered(server.url, "helen");
    const port = freePort();
    const answer = await fetch(`${server.url}/api/embed/channels`, {
      method: "POST",
      headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "Help", kind: "support", team: ["helen"], origins: [`http://127.0.0.1:${port}`] }),
    });
    assert.equal(answer.status, 201);
    const { id, secret } = await answer.json();
    const host = await startHost({ CHANNEL_ID: id, CHANNEL_SECRET: secret, CHAT_URL: server.url }, port);
    return new Shop(server, helen, host, dataDir);
  }

  /** The visitor's room, as helen sees it; undefined: nobody has come yet. */
  async room(): Promise<Json | undefined> {
    const { body } = await this.helen.call("GET /api/rooms?mine=true&q=Help:");
    return body.rooms[0];
  }

  async answer(content: string): Promise<void> {
    const room = await this.room();
    assert.equal(await this.helen.status(`POST /api/rooms/${room!.id}/messages`, { content }), 201);
  }

  /** `kill -9`, then `meanwhile`, then the same server again at the same address. */
  async killAround(meanwhile: () => Promise<void>): Promise<void> {
    const { port } = this.server;
    this.server.kill("SIGKILL");
    await this.server.exited();
    await meanwhile();
    this.server = await startServer({ dataDir: this.#dataDir, port, env: shopEnv });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#host[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
    await Deno.remove(this.#dataDir, { recursive: true });
  }
}

const shopEnv = { ADMIN_KEY: adminKey, LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0" };
