import assert from "node:assert/strict";
import { ApiError, ParleyApi } from "../../../clients/sdk/mod.ts";
import { type ServerProcess, startServer } from "../../support/server_process.ts";

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

function noise(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * 2_654_435_761) >>> 13);
}

/** A member of the room of everybody, whose calls go as the test wants, and whose pauses take no time. */
async function member(server: ServerProcess, send: Fetch = (url, init) => fetch(url, init)) {
  const after = (_ms: number, task: () => void) => {
    const timer = _ms >= 20_000 ? undefined : setTimeout(task, 0);
    return () => clearTimeout(timer);
  };
  const api = new ParleyApi({ url: server.url, environment: { fetch: send, after } });
  await api.guest("ann");
  const { rooms: [room] } = await api.rooms.list({ q: "global" });
  await api.rooms.join(room!.id);
  return { api, room: room!.id };
}

async function contentOf(api: ParleyApi, id: string): Promise<Uint8Array> {
  return new Uint8Array(await (await api.files.open(id)).arrayBuffer());
}

Deno.test("A file goes up in growing pieces, with its progress, and comes down as it was", async () => {
  await using server = await startServer();
  const { api, room } = await member(server);
  const bytes = noise(3_000_000);
  const told: number[] = [];
  const file = await api.files.upload(room, new File([bytes], "grüße.bin"), {
    onProgress: (sent, total) => {
      assert.equal(total, bytes.length);
      told.push(sent);
    },
  });
  assert.deepEqual([file.name, file.size, file.complete, file.room_id], ["grüße.bin", bytes.length, true, room]);
  assert.deepEqual([told[0], told.at(-1)], [0, bytes.length]);
  assert.ok(told.every((sent, i) => i === 0 || sent > told[i - 1]!), told.join());
  assert.deepEqual(await contentOf(api, file.id), bytes);
  await api.files.remove(file.id);
  await assert.rejects(api.files.get(file.id), { code: "not_found" });
});

Deno.test("Lines that break before a piece is sent, and after it, cost neither a byte nor the file", async () => {
  await using server = await startServer();
  let pieces = 0;
  const { api, room } = await member(server, async (url, init) => {
    if (init.method !== "PATCH") return await fetch(url, init);
    pieces++;
    if (pieces === 2) throw new TypeError("the line is cut");
    const answer = await fetch(url, init);
    if (pieces !== 4) return answer;
    await answer.body?.cancel();
    throw new TypeError("the line is cut");
  });
  const bytes = noise(2_000_000);
  const file = await api.files.upload(room, new Blob([bytes]), { name: "a.bin" });
  assert.ok(pieces >= 5, `${pieces} pieces`);
  assert.deepEqual(await contentOf(api, file.id), bytes);
});

Deno.test("An upload that was given up can be gone on with, by its id", async () => {
  await using server = await startServer();
  const { api, room } = await member(server);
  const bytes = noise(2_000_000);
  const stop = new AbortController();
  let id: string | undefined;
  const given = api.files.upload(room, new Blob([bytes]), {
    name: "a.bin",
    signal: stop.signal,
    onBegun: (begun) => void (id = begun),
    onProgress: (sent) => {
      if (sent > 0) stop.abort(new Error("enough"));
    },
  });
  await assert.rejects(given, /enough/);
  const { offset } = await api.files.get(id!);
  assert.ok(offset > 0 && offset < bytes.length, String(offset));
  const told: number[] = [];
  const file = await api.files.upload(room, new Blob([bytes]), { id, onProgress: (sent) => void told.push(sent) });
  assert.deepEqual([file.id, told[0]], [id, offset]);
  assert.deepEqual(await contentOf(api, file.id), bytes);
});

Deno.test("What trying again does not help is told at once", async () => {
  await using server = await startServer({ env: { LIMIT_FILE_MIB: "1" } });
  const { api, room } = await member(server);
  const large = api.files.upload(room, new Blob([noise(1_048_577)]), { name: "a.bin" });
  await assert.rejects(large, (error) => error instanceof ApiError && error.code === "too_large");
  await assert.rejects(api.files.upload("0".repeat(24), new Blob(["x"]), { name: "a" }), { code: "not_found" });
});

Deno.test("A server that is never reached is not tried for ever", async () => {
  await using server = await startServer();
  let begun = 0;
  const { api, room } = await member(server, async (url, init) => {
    if (!url.endsWith("/api/files")) return await fetch(url, init);
    begun++;
    throw new TypeError("there is no line");
  });
  await assert.rejects(api.files.upload(room, new Blob(["x"]), { name: "a" }), { code: "network" });
  assert.ok(begun > 3 && begun < 100, `${begun} times`);
});

Deno.test("A page of the server shows a file by its address", async () => {
  await using server = await startServer();
  const { api } = await member(server);
  const id = "0".repeat(24);
  assert.equal(api.files.address(id), `${server.url}/api/files/${id}/content`);
  assert.equal(api.files.address(id, "thumbnail"), `${server.url}/api/files/${id}/thumbnail`);
});
