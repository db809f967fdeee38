import assert from "node:assert/strict";
import { call, type Json, User } from "../integration/rest_fixture.ts";
import { TalkativeServer } from "../support/talkative_server.ts";
import { type ServerProcess, startServer } from "../support/server_process.ts";
import { tempFolder } from "../support/temp.ts";

/** Each secret with a part that nothing else has. */
const canary = (name: string) => `canary-${name}-5f0d9c-of-more-than-32-bytes`;
const base64 = (text: string) => new TextEncoder().encode(text).toBase64();

/** What tells of the server to others: its log on the screen, the same in a file, its figures. */
async function toldBy(server: ServerProcess, logFile: string): Promise<string> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return [server.output, await Deno.readTextFile(logFile), metrics].join("\n");
}

Deno.test("S72: no secret of the settings or of users is in a log, a figure or an answer, whatever goes wrong", async () => {
  await using folder = await tempFolder();
  await using outside = await TalkativeServer.start();
  const logFile = `${folder.path}/parley.log`;
  const secrets = {
    JWT_SECRET: canary("jwt"),
    ADMIN_KEY: canary("admin"),
    FILES_SECRET_KEY: canary("files"),
    SMTP_PASSWORD: canary("smtp"),
    REDIS_PASSWORD: canary("redis"),
  };
  await using server = await startServer({
    env: {
      JWT_SECRET: secrets.JWT_SECRET,
      ADMIN_KEY: secrets.ADMIN_KEY,
      FILES_URL: `s3:${outside.url}/bucket`,
      FILES_ACCESS_KEY: "an-access-key",
      FILES_SECRET_KEY: secrets.FILES_SECRET_KEY,
      SMTP_URL: `smtp://ada:${secrets.SMTP_PASSWORD}@${outside.host}`,
      MAIL_FROM: "Parley <parley@example.com>",
      PUBLIC_URL: "https://chat.example",
      BROKER_URL: `redis://ada:${secrets.REDIS_PASSWORD}@${outside.host}`,
      LOG_LEVEL: "debug",
      LOG_FILE: logFile,
      LIMIT_AUTH_PER_MINUTE: "0",
    },
  });
  const { url } = server;
  const answers: string[] = [];
  // As mailers say them in one word: nobody, a name, a password.
  const given: string[] = [...Object.values(secrets), base64(`\0ada\0${secrets.SMTP_PASSWORD}`)];
  const secret = (name: string) => {
    const text = canary(name);
    given.push(text);
    return text;
  };
  const tell = async (line: string, options: Parameters<typeof call>[2] = {}) => {
    const { status, body } = await call(url, line, options);
    if (status >= 400) answers.push(JSON.stringify(body));
    return { status, body };
  };
  const password = secret("password");
  const ada = await User.registered(url, "ada", password);
  given.push(ada.token.split(".")[2]!);
  // Secrets where they do not belong, and wrong ones where they do.
  for (
    const body of [{ username: "ada", password: secret("wrong") }, { username: secret("name"), password }, { password }]
  ) {
    await tell("POST /api/auth/login", { body });
    await tell("POST /api/session/login", { body });
  }
  await tell("POST /api/auth/register", { body: { username: "b!", email: "x", password: [secret("list")] } });
  await tell("POST /api/auth/register", {
    body: { username: "bob", email: "bob@example.com", password, extra: secret("extra") },
  });
  await tell(`GET /api/rooms?token=${secret("query")}`, { token: secret("bearer") });
  await tell("GET /api/session", { headers: { cookie: `parley_session=${secret("cookie")}` } });
  await tell("GET /api/admin/audit", { token: secret("key") });
  await tell("GET /api/embed/channels", { token: `${secrets.ADMIN_KEY}x` });
  for (
    const headers of [
      { "sec-websocket-protocol": `parley.v1, ticket.${secret("ticket")}` },
      { authorization: `Bearer ${secret("upgrade")}` },
    ]
  ) await (await fetch(`${url}/ws?token=${secret("address")}`, { headers })).body?.cancel();
  const room = await ada.room({ name: "attic", password: secret("room") });
  const bob = await User.guest(url, "bob");
  await tell(`POST /api/rooms/${room}/join`, { token: bob.token, body: { password: secret("guessed") } });
  const invite = (await ada.call(`POST /api/rooms/${room}/invites`, {})).body.code;
  given.push(invite);
  for (const path of [`api/invites/${invite}`, `join/${invite}`, `api/invites/${secret("code")}`]) {
    const answer = await fetch(`${url}/${path}`);
    await answer.text();
  }
  await ada.call(`DELETE /api/rooms/${room}/invites/${invite}`);
  // A channel's secret, and tokens that are signed with another.
  const channel = { name: "shop", kind: "support", team: ["ada"], origins: ["https://shop.example"] };
  const made = await call(url, "POST /api/embed/channels", { token: secrets.ADMIN_KEY, body: channel });
  const renewed = await call(url, `POST /api/embed/channels/${made.body.id}/secret`, { token: secrets.ADMIN_KEY });
  for (const { body } of [made, renewed]) given.push(String((body as Json)["secret"]));
  await tell("POST /api/embed/session", { body: { token: `eyJhbGciOiJIUzI1NiJ9.e30.${secret("visitor")}` } });
  await tell("POST /api/embed/session", { body: { token: secret("no-jwt") } });
  // Keys of a browser, a file for a bucket that says no, a mail for a server that does.
  const auth = "Qk".repeat(11);
  const subscription = { endpoint: "https://push.example.invalid/canary-push", keys: { p256dh: "A".repeat(87), auth } };
  given.push(auth, "canary-push");
  await tell("POST /api/push/subscriptions", { token: ada.token, body: subscription });
  const upload = await fetch(`${url}/api/rooms/${room}/files?name=a.txt`, {
    method: "POST",
    headers: { authorization: `Bearer ${ada.token}` },
    body: "words",
  });
  answers.push(await upload.text());
  assert.ok(upload.status >= 500, "the bucket took it");
  await tell("PUT /api/notifications/digest", { token: ada.token, body: { on: true } });
  for (const line of ["GET", "POST"]) await tell(`${line} /api/mail/${secret("mail")}`);
  for (const protocol of ["smtp", "http", "redis"] as const) await outside.spokenTo(protocol);
  await server.says(/A mail could not be sent/);
  await tell("POST /api/auth/logout", { token: ada.token });
  await tell("GET /api/auth/me", { token: ada.token });

  const told = `${await toldBy(server, logFile)}\n${answers.join("\n")}`;
  assert.ok(answers.length > 15, `${answers.length} answers`);
  assert.ok(told.includes('"message":"request"'), "nothing was logged");
  for (const text of given) {
    for (const form of [text, encodeURIComponent(text), base64(text).replaceAll("=", "")]) {
      const at = told.indexOf(form);
      assert.equal(at, -1, `${form} is in: ${told.slice(Math.max(0, at - 300), at + 200)}`);
    }
  }
});

Deno.test("S73: what users write makes no line of the log of its own, nothing of a terminal, and no long line", async () => {
  await using server = await startServer({ env: { LOG_LEVEL: "debug", LIMIT_AUTH_PER_MINUTE: "0" } });
  const { url } = server;
  const forged = '\n{"level":"error","message":"forged"}\r\n\u001b[2J\u001b]0;x\u0007\u009b31m\u2028\u202e';
  const long = "x".repeat(60_000);
  const ada = await User.guest(url, "ada");
  for (const text of [forged, long, `${forged}${long}`]) {
    await call(url, "POST /api/auth/login", { body: { username: text, password: text } });
    await call(url, "POST /api/auth/guest", { body: { username: text } });
    await ada.call("POST /api/rooms", { name: text });
    await ada.call(`GET /api/rooms?q=${encodeURIComponent(text.slice(0, 4_000))}`);
    await ada.call(`GET /api/${encodeURIComponent(text.slice(0, 4_000))}`);
    await call(url, "GET /api/rooms", {
      token: ada.token,
      headers: { "x-request-id": encodeURIComponent(text.slice(0, 1_000)) },
    });
    await call(url, "GET /api/rooms", {
      token: ada.token,
      headers: { "x-forwarded-for": encodeURIComponent(text.slice(0, 1_000)) },
    });
    await call(url, "GET /api/rooms", { token: encodeURIComponent(text.slice(0, 1_000)) });
  }
  await using socket = await ada.connect();
  socket.send(forged);
  socket.send({ type: forged });
  await socket.next({ type: "error" });
  await (await fetch(`${url}/api/last-of-all`)).text();
  await server.says(/last-of-all/);
  const lines = server.output.split("\n").filter((line) => line !== "");
  assert.ok(lines.length > 20, `${lines.length} lines`);
  for (const line of lines) {
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    assert.ok(line.length < 20_000, `${line.length} characters`);
    assert.notEqual(JSON.parse(line).message, "forged");
  }
});

/** Names and labels of a server's figures, without their values. */
async function series(url: string): Promise<Set<string>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return new Set(
    text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.replace(/ \S+$/, "")),
  );
}

Deno.test("S74: nothing that users choose becomes a label of the figures, and nothing else is shown to those outside", async () => {
  await using server = await startServer({ env: { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0" } });
  const { url } = server;
  const round = async (mark: string) => {
    const user = await User.guest(url, `user-${mark}`);
    const room = await user.room({ name: `room-${mark}` });
    await using socket = await user.connect({ room_id: room });
    await socket.next({ type: "subscribed" });
    socket.send({ type: "message", room_id: room, content: mark, client_id: mark });
    await socket.next({ type: "ack" });
    socket.send({ type: `type-${mark}` });
    await socket.next({ type: "error" });
    await user.call(`GET /api/search?q=${mark}`);
    for (const line of [`GET /${mark}`, `GET /api/${mark}`, `PUT /api/rooms/${mark}`, `MARK${mark} /api/rooms`]) {
      await user.call(line);
    }
    await call(url, "GET /api/rooms", {
      token: mark,
      headers: { "user-agent": mark, "x-request-id": `${mark}${mark}` },
    });
    const refused = new WebSocket(`${url.replace("http", "ws")}/ws?token=${mark}`, [`ticket.${mark}`]);
    await new Promise((resolve) => refused.onclose = resolve);
  };
  await round("canary0");
  const before = await series(url);
  for (let i = 1; i < 6; i++) await round(`canary${i}`);
  const after = await series(url);
  assert.ok(before.size > 50, `${before.size} series`);
  assert.deepEqual([...after].filter((name) => name.includes("canary")), []);
  assert.deepEqual([...after].filter((name) => !before.has(name)), []);
  for (
    const path of [
      "/debug",
      "/debug/pprof",
      "/metrics/",
      "/status",
      "/config",
      "/env",
      "/.env",
      "/actuator",
      "/api/debug",
    ]
  ) {
    assert.equal((await call(url, `GET ${path}`)).status, 404, path);
  }
});
