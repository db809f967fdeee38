import assert from "node:assert/strict";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import ts from "typescript";
import { missingReason } from "../../support/broker_programs.ts";
import { startServer } from "../../support/server_process.ts";
import { installedPackages } from "./package_bench.ts";

/** Most that the SDK may weigh, compressed as browsers are sent it: raised with what it carries, and known to whoever raises it. */
const sdkBytesMax = 23 * 1_024;

Deno.test("The SDK is one module without dependencies, of at most 23 KB compressed", async () => {
  await using folder = await installedPackages();
  const manifest = JSON.parse(await Deno.readTextFile(`${folder.path}/node_modules/@parley/sdk/package.json`));
  assert.deepEqual([manifest.dependencies, manifest.peerDependencies, manifest.type], [undefined, undefined, "module"]);
  const module = await Deno.readFile(`${folder.path}/node_modules/@parley/sdk/mod.js`);
  assert.doesNotMatch(new TextDecoder().decode(module), /\bfrom ?"|\bimport ?["(]/);
  const bytes = brotliCompressSync(module).length;
  assert.ok(bytes <= sdkBytesMax, `${bytes} bytes`);
});

const typedUse = `
import { type Connection, Parley, type ParleyOptions, type RoomEvent, type TimelineItem } from "@parley/sdk";

const options: ParleyOptions = { url: "https://chat.example.com", auth: "cookie" };
const parley = new Parley(options);
const connection: Connection = parley.connection.get();
const items: readonly TimelineItem[] = parley.account.get()!.room("x").messages.get().items;
const name: string = items[0]!.user.name;
const page: Promise<{ readonly messages: readonly RoomEvent[] }> = parley.api.messages.page("x", { before: 5 });
const created: string = (await parley.api.rooms.create({ name: "x", is_private: true })).created_at;
parley.account.get()!.client.room("x").on("event", ({ seq, content }) => [seq.toFixed(), content.length]);
export { connection, created, name, page };
`;
const wrongUses = [
  'import { Parley } from "@parley/sdk"; new Parley({});',
  'import { ParleyApi } from "@parley/sdk"; new ParleyApi({ url: "x" }).rooms.create({ name: 5 });',
  'import { type TimelineItem } from "@parley/sdk"; export const f = (item: TimelineItem) => item.contents;',
];

Deno.test("The SDK's types need no other package, and catch what is wrong", async () => {
  await using folder = await installedPackages();
  const faultsOf = async (text: string): Promise<string[]> => {
    const path = join(folder.path, "use.ts");
    await Deno.writeTextFile(path, text);
    const program = ts.createProgram([path], {
      ...{ strict: true, noEmit: true, exactOptionalPropertyTypes: true, skipLibCheck: false, types: [] },
      ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext },
      lib: ["lib.es2024.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
    });
    return ts.getPreEmitDiagnostics(program).map(({ messageText }) =>
      ts.flattenDiagnosticMessageText(messageText, "\n")
    );
  };
  await Deno.writeTextFile(join(folder.path, "package.json"), '{"type":"module"}');
  assert.deepEqual(await faultsOf(typedUse), []);
  for (const text of wrongUses) assert.equal((await faultsOf(text)).length, 1, text);
});

/** Chats as a guest, and ends by itself when everything is closed. */
const nodeProgram = `
import { createMemoryStore, Parley } from "@parley/sdk";

const parley = new Parley({ url: process.argv[2], store: createMemoryStore() });
await parley.start();
await parley.guest("node");
const account = parley.account.get();
await account.rooms.refresh();
const { rooms } = await account.rooms.find({ q: "global" });
const room = account.room(rooms[0].id);
await room.join();
const settled = new Promise((resolve) => {
  room.messages.subscribe(() => {
    const items = room.messages.get().items.filter(({ kind }) => kind === "message");
    if (items.length === 20 && items.every(({ state }) => state === "sent")) resolve(items);
  });
});
for (let i = 0; i < 20; i++) room.send("m" + i);
console.log(JSON.stringify((await settled).map(({ content, seq }) => [content, seq])));
await parley.close();
`;

const nodeMissing = await missingReason("node");

Deno.test({
  name: `The SDK chats in Node, and lets the program end${
    nodeMissing === undefined ? "" : ` (skipped: ${nodeMissing})`
  }`,
  ignore: nodeMissing !== undefined,
  async fn() {
    await using folder = await installedPackages();
    await using server = await startServer({ env: { LIMIT_MESSAGES_PER_SECOND: "0" } });
    await Deno.writeTextFile(`${folder.path}/program.mjs`, nodeProgram);
    const { stdout, stderr } = await new Deno.Command("node", {
      // From version 22 on a WebSocket is there without asking for it.
      args: ["--experimental-websocket", "--no-warnings", "program.mjs", server.url],
      cwd: folder.path,
      signal: AbortSignal.timeout(60_000),
    }).output();
    const text = new TextDecoder();
    assert.equal(text.decode(stderr), "");
    const sent = JSON.parse(text.decode(stdout)) as [string, number][];
    assert.deepEqual(sent.map(([content]) => content), Array.from({ length: 20 }, (_, at) => `m${at}`));
    assert.deepEqual(sent.map(([, seq]) => seq), sent.map((_, at) => sent[0]![1] + at));
  },
});
