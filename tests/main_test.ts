import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { serverPermissions, startServer } from "./support/server_process.ts";

/** The real program, as a child process, with the permissions of `deno task start`. */

const root = fileURLToPath(new URL("..", import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program to its end, in an empty folder so that no config file of the developer's is read. */
async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const folder = await Deno.makeTempDir();
  try {
    const output = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--config", `${root}/deno.json`, ...serverPermissions, `${root}/src/main.ts`, ...args],
      cwd: folder,
      env: { PORT: "0", DATA_DIR: `${folder}/data`, NO_COLOR: "1", ...env },
    }).output();
    const decoder = new TextDecoder();
    return { code: output.code, stdout: decoder.decode(output.stdout), stderr: decoder.decode(output.stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function lines(text: string): string[] {
  return text.trimEnd().split("\n");
}

Deno.test("parley --help shows the settings, --version the version, both exit with 0", async () => {
  const help = await run(["--help"]);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /--limit-messages-per-second/);
  const version = await run(["--version"]);
  assert.equal(version.code, 0);
  assert.match(version.stdout, /^parley \d+\.\d+\.\d+ \(deno [\d.]+\)\n$/);
});

Deno.test("parley --print-config shows what is in effect and no secret", async () => {
  const { code, stdout } = await run(["--print-config", "--host", "0.0.0.0"], { JWT_SECRET: "canary-".repeat(6) });
  assert.equal(code, 0);
  assert.match(stdout, /^host: "0\.0\.0\.0" +# flag$/m);
  assert.match(stdout, /^jwt_secret: "\[hidden\]" +# environment$/m);
  assert.doesNotMatch(stdout, /canary/);
});

Deno.test("parley says every bad setting at once, a sentence a line, and exits with 1", async () => {
  const { code, stdout, stderr } = await run([], { PORT: "eighty", LOG_LEVEL: "loud", JWT_SECRET: "canary" });
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.equal(lines(stderr).length, 3, stderr);
  for (const line of lines(stderr)) {
    assert.match(line, /^parley: (PORT|LOG_LEVEL|JWT_SECRET) \(environment\): expected /);
  }
  assert.doesNotMatch(stderr, /canary/);
});

Deno.test("parley exits with 2 over a flag that it does not know", async () => {
  const { code, stderr } = await run(["--prot", "8080"]);
  assert.equal(code, 2);
  assert.equal(stderr, "parley: The flag --prot is unknown: did you mean --port?\n");
});

Deno.test("parley says in one sentence that its port is taken, and exits with 1", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    const { code, stderr } = await run([], { PORT: String(taken.addr.port) });
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^parley: Port ${taken.addr.port} is taken: .*\\n$`));
  } finally {
    taken.close();
  }
});

Deno.test("parley says in one sentence that its folder cannot be written, and exits with 1", async () => {
  const file = await Deno.makeTempFile();
  try {
    const { code, stderr } = await run([], { DATA_DIR: file });
    assert.equal(code, 1);
    assert.match(stderr, /^parley: The data folder "[^"]+" cannot be written \([^)]+\): .*DATA_DIR\n$/);
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("parley says in one sentence that its data file is none, and exits with 1", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/parley.db`, "this is no database, however long one looks at it\n".repeat(100));
    const { code, stderr } = await run([], { DATA_DIR: folder });
    assert.equal(code, 1);
    assert.equal(lines(stderr).length, 1, stderr);
    assert.match(stderr, /parley\.db/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("parley makes its folder, key and data on first start, for its owner alone, and the room global", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const dataDir = `${folder}/data`;
    await using server = await startServer({ dataDir });
    assert.equal((await Deno.stat(dataDir)).mode! & 0o777, 0o700);
    for (const file of ["jwt_secret", "parley.db"]) {
      assert.equal((await Deno.stat(`${dataDir}/${file}`)).mode! & 0o777, 0o600, file);
    }
    const guest = await fetch(`${server.url}/api/auth/guest`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: '{"username":"ann"}',
    });
    const { token } = await guest.json();
    const rooms = await fetch(`${server.url}/api/rooms`, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal((await rooms.json()).rooms[0].name, "global");
    server.kill("SIGKILL");
    await server.exited();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("parley keeps its key over kill -9 and a new start: tokens stay good", async () => {
  const folder = await Deno.makeTempDir();
  try {
    let token = "";
    {
      await using server = await startServer({ dataDir: folder });
      const answer = await fetch(`${server.url}/api/auth/guest`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: '{"username":"ann"}',
      });
      token = (await answer.json()).token;
      server.kill("SIGKILL");
      await server.exited();
    }
    await using again = await startServer({ dataDir: folder });
    const me = await fetch(`${again.url}/api/auth/me`, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal(me.status, 200);
    await me.body?.cancel();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`parley drains and exits with 0 on ${signal}, with a client connected`, async () => {
    await using server = await startServer();
    const guest = await fetch(`${server.url}/api/auth/guest`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: '{"username":"ann"}',
    });
    const { token } = await guest.json();
    const socket = new WebSocket(`${server.wsUrl}?token=${token}`);
    const frames: string[] = [];
    socket.onmessage = ({ data }) => frames.push(data);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const closed = new Promise<number>((resolve) => socket.onclose = ({ code }) => resolve(code));
    server.kill(signal);
    assert.equal(await closed, 1001);
    assert.match(frames.join("\n"), /"type":"draining"/);
    assert.equal((await server.exited(20_000)).code, 0, server.output);
    assert.match(server.output, new RegExp(`"message":"Stopping".*"reason":"${signal}"`));
    assert.doesNotMatch(server.output, /"level":"(ERROR|FATAL)"/);
  });
}

Deno.test("parley reloads its limits on SIGHUP, and keeps them when the file is at fault", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/parley.yaml`;
    await Deno.writeTextFile(file, "limit_auth_per_minute: 1\n");
    await using server = await startServer({ env: { CONFIG_FILE: file } });
    const guest = async (): Promise<number> => {
      const answer = await fetch(`${server.url}/api/auth/guest`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: '{"username":"ann"}',
      });
      await answer.body?.cancel();
      return answer.status;
    };
    assert.equal(await guest(), 201);
    assert.equal(await guest(), 429);
    await Deno.writeTextFile(file, "limit_auth_per_minute: many\n");
    server.kill("SIGHUP");
    await server.says(/settings were not reloaded.*limit_auth_per_minute/);
    assert.equal(await guest(), 429);
    await Deno.writeTextFile(file, "limit_auth_per_minute: 0\ntrust_proxy_hops: 1\n");
    server.kill("SIGHUP");
    await server.says(/settings were reloaded.*LIMIT_AUTH_PER_MINUTE/);
    assert.equal(await guest(), 201);
    assert.match(server.output, /need a restart.*TRUST_PROXY_HOPS/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("parley --dev prints where to go next: address, data, a second client", async () => {
  await using server = await startServer({ env: { LOG_FORMAT: "" }, args: ["--dev"] });
  await server.says(/Ctrl-C stops it/);
  assert.match(server.output, new RegExp(`task cli -- -addr 127\\.0\\.0\\.1:${server.port}`));
  assert.ok(server.output.includes(server.dataDir));
  assert.match(server.output, /curl .*\/api\/auth\/guest/);
});

Deno.test("parley listens within a second of its start", async () => {
  // The cache of compiled code is warm by now; the fastest of three, because the machine has other things to do.
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await using server = await startServer();
    times.push(performance.now() - start);
    assert.ok(server.port > 0);
  }
  assert.ok(Math.min(...times) < 1_000, `${times.map(Math.round)} ms`);
});
