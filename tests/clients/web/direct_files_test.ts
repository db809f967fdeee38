import assert from "node:assert/strict";
import { objectsKeys, objectsMissing, ObjectsServer } from "../../support/objects_server.ts";
import { tempFolder } from "../../support/temp.ts";
import { readDocument } from "../../docs/document.ts";
import type { Person } from "./person.ts";
import { violations } from "./violations.ts";
import { browserMissing, browserTest, type WebBench } from "./web_bench.ts";

/** Files that go from the browser to a bucket. Its server answers CORS itself. */

const fileBytes = 40 * 1_048_576;

interface World {
  readonly bench: WebBench;
  readonly objects: ObjectsServer;
  readonly bucket: string;
  /** What was put into the bucket by the browser, bytes. */
  readonly puts: number[];
  readonly ann: Person;
  readonly bob: Person;
  /** Name of a large file on the disk. */
  readonly film: string;
}

function test(name: string, run: (world: World) => Promise<void>): void {
  browserTest(name, async (bench) => {
    await using objects = await ObjectsServer.start();
    await using folder = await tempFolder();
    const bucket = await objects.bucket();
    const { accessKey, secretKey } = objectsKeys;
    const keys = { FILES_URL: `s3:${bucket}`, FILES_ACCESS_KEY: accessKey, FILES_SECRET_KEY: secretKey };
    await bench.killServer();
    await bench.startServer({ ...keys, FILES_DIRECT: "yes" });
    const [ann, bob] = [await bench.person("ann"), await bench.person("bob")];
    // However slow the machine is, the line seems quick.
    await ann.page.addInitScript(() => {
      const now = performance.now.bind(performance);
      performance.now = () => now() / 50;
    });
    const puts: number[] = [];
    ann.page.on("requestfinished", (request) => {
      if (request.method() !== "PUT" || !request.url().startsWith(bucket)) return;
      puts.push(Number(new URL(request.url()).searchParams.get("partNumber")));
    });
    const film = `${folder.path}/film.bin`;
    await Deno.writeFile(film, new Uint8Array(fileBytes).map((_, i) => (i * 31) >>> 7));
    await run({ bench, objects, bucket, puts, ann, bob, film });
  }, browserMissing ?? objectsMissing);
}

/** Ann sends the film, and Bob has it as it was. */
async function sendAndSave({ ann, bob, film }: World): Promise<void> {
  const room = await ann.createRoom("cinema");
  await Promise.all([ann.enter(room), bob.enter(room)]);
  await ann.page.locator('input[type="file"]').setInputFiles(film);
  const uploads = ann.page.getByRole("list", { name: "Files of the next message" });
  await uploads.locator(".upload.done", { hasText: "film.bin" }).waitFor({ timeout: 120_000 });
  await ann.say("the film");
  const download = bob.page.waitForEvent("download");
  await bob.page.getByRole("link", { name: /film\.bin/ }).click();
  const saved = await Deno.readFile(await (await download).path());
  const sent = await Deno.readFile(film);
  assert.ok(saved.length === sent.length && saved.every((byte, i) => byte === sent[i]));
  assert.deepEqual(await violations(ann), []);
}

test("A large file goes from the browser to the bucket, by the rule that the page shows", async (world) => {
  const { blocks } = await readDocument("docs/direct_uploads.md");
  const [rule] = JSON.parse(blocks.find(({ text }) => text.includes("CORSRules"))!.text).CORSRules;
  await world.objects.allow(world.bucket, { ...rule, AllowedOrigins: [world.bench.url] });
  await sendAndSave(world);
  // The first part came by the server, piece by piece.
  assert.deepEqual(world.puts.sort(), [2, 3, 4, 5]);
});

test("A bucket that takes nothing from pages is done without", async (world) => {
  const { ann, bench, objects, bucket, puts } = world;
  const rule = { AllowedMethods: ["GET", "PUT"], AllowedHeaders: ["*"] };
  await objects.allow(bucket, { ...rule, AllowedOrigins: ["https://elsewhere.example"] });
  await sendAndSave(world);
  assert.deepEqual(puts, []);
  // Browsers tell of it in their console, once for each attempt.
  const told = ann.faults.splice(0);
  assert.ok(told.length > 0 && told.every((fault) => /blocked by CORS policy/.test(fault)), told.join());
  bench.assertCalm();
});
