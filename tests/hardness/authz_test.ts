import assert from "node:assert/strict";
import { Faults, instead, outsiders, rows, shown, tried, unchanged } from "./authz_asks.ts";
import { authzTable, pathOf } from "./authz_table.ts";
import { absentId, type Ask, ask, AuthzWorld } from "./authz_world.ts";

const ofRoom = rows.filter(([, { kind }]) => kind === "room");
const ofAdministrator = rows.filter(([, { kind }]) => kind === "administrator");

Deno.test("S56: every path of the OpenAPI document stands in the table of who may call it", async () => {
  await using world = await AuthzWorld.start();
  const { paths } = JSON.parse((await world.call("none", "GET /api/openapi.json")).text);
  const served = Object.entries(paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
  );
  assert.deepEqual(served.sort(), Object.keys(authzTable).sort());
});

Deno.test("S56: without a token, with a bad one or a ticket there is nothing but what is for anybody", async () => {
  await using world = await AuthzWorld.start();
  const { ticket } = (await world.call("owner", "POST /api/ws-ticket")).body;
  const credentials: Record<string, Record<string, string>> = {
    "nothing": {},
    "no token": { authorization: "Bearer x" },
    "a ticket": { authorization: `Bearer ${ticket}` },
    "a token in another scheme": { authorization: `Basic ${world.token("owner")}` },
    "a token in the query": { "x-query": `token=${world.token("owner")}` },
    "a cookie of another page": { cookie: `parley_session=${world.token("owner")}`, origin: "https://evil.example" },
  };
  await unchanged(world, async (faults) => {
    for (const [line, row] of rows.filter(([, { kind }]) => kind !== "anybody")) {
      for (const [what, { "x-query": query, ...headers }] of Object.entries(credentials)) {
        const good: Ask = row.ask?.(world.names) ?? {};
        const path = pathOf(line, row, world.names);
        const reply = await world.call("none", query === undefined ? path : `${path}${row.query ? "&" : "?"}${query}`, {
          ...good,
          headers: { ...good.headers, ...headers },
        });
        // Whoever has something in the place of the administrator's key is told that it is not it.
        const foreign = what === "a cookie of another page" ||
          (row.kind === "administrator" && "authorization" in headers);
        faults.expect(
          reply.status === 401 || (foreign && reply.status === 403),
          `${line} with ${what}: ${shown(reply)}`,
        );
      }
    }
  });
});

Deno.test("S56: a private room is for everybody outside as if it did not exist, on every path", async () => {
  await using world = await AuthzWorld.start();
  const absent = instead(world.names, { room: absentId });
  await unchanged(world, async (faults) => {
    for (const [line, row] of ofRoom) {
      for (const person of outsiders) {
        const there = await tried(world, person, [line, row]);
        const nowhere = await tried(world, person, [line, row], absent);
        const same = there.text.replaceAll(world.names.room, absentId) === nowhere.text;
        faults.expect(same, `${person} ${line}: ${shown(there)} beside ${shown(nowhere)}`);
        const wanted = (person === "visitor" ? row.visitor : undefined) ?? row.outside ?? 404;
        for (const reply of [there, nowhere]) {
          faults.expect(reply.status === wanted, `${person} ${line}: ${shown(reply)}`);
        }
      }
    }
  });
});

Deno.test("S56: what is wrong with a request about a private room is told to nobody outside", async () => {
  await using world = await AuthzWorld.start();
  const far = 1_000_000;
  const wrong: readonly [line: string, body: unknown][] = [
    ["POST messages", { content: "x", attachments: [absentId] }],
    ["POST messages", { content: "x", reply_to: far }],
    ["POST messages", { content: "x", thread: far }],
    ["PUT read", { seq: far }],
    ["POST messages/1/report", { reason: "x" }],
    ["PATCH messages/1", { content: "x" }],
    ["DELETE messages/1", undefined],
    [`GET messages/${far}`, undefined],
    [`GET receipts?seq=${far}`, undefined],
    [`PUT messages/${far}/pin`, undefined],
    [`PUT messages/${far}/thread/read`, { seq: 1 }],
    ["POST members", { user_id: absentId }],
    [`PUT bans/${absentId}`, {}],
    [`PUT owner`, { user_id: absentId }],
    [`GET messages?before=${far}`, undefined],
    ["PATCH", { name: "global" }],
    ["PATCH", { rights: { send: "owner" } }],
    ["POST join", { password: "x" }],
    [`PATCH reports/${absentId}`, { state: "acted" }],
    ["DELETE invites/AAAAAAAAAAAAAAAAAAAAAA", undefined],
  ];
  await unchanged(world, async (faults) => {
    for (const [line, body] of wrong) {
      const [method, path = ""] = line.split(" ");
      const to = (room: string) => `${method} /api/rooms/${room}${path && `/${path}`}`;
      for (const person of outsiders) {
        const there = await world.call(person, to(world.names.room), { body });
        const nowhere = await world.call(person, to(absentId), { body });
        faults.expect(there.text === nowhere.text, `${person} ${line}: ${shown(there)} beside ${shown(nowhere)}`);
        faults.expect(there.status === 404, `${person} ${line}: ${shown(there)}`);
      }
    }
  });
});

Deno.test("S56: a file, and what somebody keeps for themselves, is for others as if it did not exist", async () => {
  await using world = await AuthzWorld.start();
  const nothing = { file: absentId, loose: absentId, begun: absentId, scheduled: absentId, push: "f".repeat(32) };
  const absent = instead(world.names, nothing);
  await unchanged(world, async (faults) => {
    for (const [line, row] of rows.filter(([, { kind }]) => kind === "file" || kind === "own")) {
      for (const person of row.kind === "own" ? [...outsiders, "member", "guest"] as const : outsiders) {
        const there = await tried(world, person, [line, row]);
        const nowhere = await tried(world, person, [line, row], absent);
        faults.expect(there.text === nowhere.text, `${person} ${line}: ${shown(there)} beside ${shown(nowhere)}`);
        for (const reply of [there, nowhere]) {
          faults.expect(reply.status === (row.outside ?? 404), `${person} ${line}: ${shown(reply)}`);
        }
      }
    }
  });
});

Deno.test("S56: members and guests are refused what is above their role, and nothing has changed", async () => {
  await using world = await AuthzWorld.start();
  await unchanged(world, async (faults) => {
    for (const [line, row] of ofRoom) {
      for (const person of ["member", "guest"] as const) {
        if (row[person] === undefined) continue;
        const reply = await tried(world, person, [line, row]);
        faults.expect(reply.code === row[person], `${person} ${line}: ${shown(reply)}`);
      }
    }
  });
});

Deno.test("S56: what the table refuses to some is granted to those it is for, by the same requests", async () => {
  await using world = await AuthzWorld.start();
  using faults = new Faults();
  for (const [line, row] of rows.filter(([, { kind }]) => kind === "room" || kind === "file" || kind === "own")) {
    const person = row.granted ?? (row.kind === "room" && row.member === undefined ? "member" : "owner");
    const reply = await tried(world, person, [line, row]);
    faults.expect(reply.status < 300 || reply.status === row.answered, `${person} ${line}: ${shown(reply)}`);
  }
});

Deno.test("S57: nobody changes an account, a block or a profile but their own", async () => {
  await using world = await AuthzWorld.start();
  await unchanged(world, async (faults) => {
    const profile = `PATCH /api/users/${world.names.users.owner}`;
    for (const person of ["member", "stranger", "visitor"] as const) {
      const reply = await world.call(person, profile, { body: { bio: "mine" } });
      faults.expect(reply.code === "forbidden", `${person}: ${shown(reply)}`);
      const nobody = await world.call(person, `PATCH /api/users/${absentId}`, { body: { bio: "mine" } });
      faults.expect(nobody.text === reply.text, `${person}: ${shown(nobody)} beside ${shown(reply)}`);
    }
  });
});

Deno.test("S57: what is in a room is not reached through another one, by its number, its code or its id", async () => {
  await using world = await AuthzWorld.start();
  const { room, seq, file, invite } = world.names;
  const own = `/api/rooms/${world.own.room}`;
  await unchanged(world, async (faults) => {
    const named = ofRoom.filter(([line]) => /\{(seq|code|report|key)\}/.test(line));
    assert.ok(named.length > 15);
    for (const line of named) {
      const reply = await tried(world, "stranger", line, instead(world.names, { room: world.own.room }));
      faults.expect([404, 422].includes(reply.status), `${line[0]}: ${shown(reply)}`);
    }
    // The picture of another room's preview, beside a message of one's own; the files and messages of another room.
    const preview = `GET ${own}/messages/${world.own.seq}/previews/${world.names.preview}`;
    const said = (body: unknown, line = `POST ${own}/messages`) => world.call("stranger", line, { body });
    const send_at = "2026-06-01T00:00:00.000Z";
    const kept = { room_id: world.own.room, content: "x", send_at };
    const replies: [string, Awaited<ReturnType<typeof said>>, Awaited<ReturnType<typeof said>> | undefined][] = [
      ["a picture", await world.call("stranger", preview), undefined],
      [
        "a file",
        await said({ content: "x", attachments: [file] }),
        await said({ content: "x", attachments: [absentId] }),
      ],
      ["a file, later", await said({ ...kept, attachments: [file] }, "POST /api/scheduled"), undefined],
      ["a copy", await said({ forward: { room_id: room, seq } }), await said({ forward: { room_id: absentId, seq } })],
      ["an answer", await said({ content: "x", reply_to: seq }), undefined],
      ["a thread", await said({ content: "x", thread: seq }), undefined],
      ["a link", await world.call("stranger", `DELETE ${own}/invites/${invite}`), undefined],
    ];
    for (const [what, reply, nowhere] of replies) {
      faults.expect(reply.status >= 400, `${what}: ${shown(reply)}`);
      const same = nowhere === undefined || reply.text.replaceAll(file, absentId) === nowhere.text;
      faults.expect(same, `${what}: ${shown(reply)} beside ${nowhere && shown(nowhere)}`);
    }
  });
});

Deno.test("S58: who is outside finds nothing of the room in lists, searches, threads, mentions or counts", async () => {
  await using world = await AuthzWorld.start();
  const { room, users } = world.names;
  using faults = new Faults();
  const lists = [
    "rooms?q=theirs",
    "rooms?mine=true",
    "search?q=look",
    "search?q=in%3Atheirs%20look",
    `search?q=look&room_id=${room}`,
    "threads",
    "unread",
    "mentions",
    "drafts",
    "scheduled",
  ];
  for (const person of outsiders) {
    for (const list of lists) {
      const { status, text } = await world.call(person, `GET /api/${list}`);
      faults.expect(!text.includes("theirs") && !text.includes("look at"), `${person} ${list}: ${text}`);
      faults.expect(list.includes("room_id") || status === 200, `${person} ${list}: ${status} ${text}`);
      faults.expect(list.includes("room_id") || !text.includes(room), `${person} ${list}: ${text}`);
    }
    const nowhere = await world.call(person, `GET /api/search?q=look&room_id=${absentId}`);
    const there = await world.call(person, `GET /api/search?q=look&room_id=${room}`);
    faults.expect(there.text.replaceAll(room, absentId) === nowhere.text, `${person}: ${shown(there)}`);
  }
  assert.equal((await world.call("member", `GET /api/search?q=look&room_id=${room}`)).text.includes("look"), true);
  assert.ok(users.removed !== users.banned);
});

Deno.test("S63: users' tokens are no administrator's key, whatever is there; without a key there is nothing", async () => {
  await using world = await AuthzWorld.start();
  const absent = instead(world.names, {
    channel: absentId,
    report: absentId,
    users: { ...world.names.users, owner: absentId },
  });
  await unchanged(world, async (faults) => {
    for (const line of ofAdministrator) {
      for (const person of ["owner", "guest", "stranger"] as const) {
        const [there, nowhere] = [await tried(world, person, line), await tried(world, person, line, absent)];
        faults.expect(there.code === "forbidden", `${person} ${line[0]}: ${shown(there)}`);
        faults.expect(there.text === nowhere.text, `${person} ${line[0]}: ${shown(there)} beside ${shown(nowhere)}`);
      }
    }
  });
  await using keyless = await AuthzWorld.start({});
  using faults = new Faults();
  const nothing = await keyless.call("owner", "GET /api/admin/nothing");
  assert.equal(nothing.status, 404);
  for (const line of ofAdministrator) {
    for (const token of [keyless.token("owner"), "", "undefined", "null"]) {
      const good = line[1].ask?.(keyless.names) ?? {};
      const reply = await ask(keyless.server, pathOf(...line, keyless.names), { ...good, token });
      faults.expect(reply.status === 404 && reply.text === nothing.text, `${line[0]} with ${token}: ${shown(reply)}`);
    }
  }
});
