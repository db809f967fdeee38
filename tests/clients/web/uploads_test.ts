import assert from "node:assert/strict";
import { type Going, type Upload, Uploads } from "../../../clients/web/files/uploads.ts";

/** A server that is asked and answers as the test says. */
function server() {
  const asked: { file: string; going: Going; done(): void; fail(error: unknown): void }[] = [];
  const removed: string[] = [];
  const uploads = new Uploads({
    upload: (file, going) =>
      new Promise((resolve, reject) => {
        going.signal.addEventListener("abort", () => reject(going.signal.reason));
        asked.push({ file: file.name, going, done: () => resolve({ id: `id of ${file.name}` }), fail: reject });
      }),
    remove: (id) => Promise.resolve(void removed.push(id)),
  });
  return { uploads, asked, removed };
}

/** The uploads, as soon as all of them are in this state. */
function when(uploads: Uploads, state: Upload["state"]): Promise<readonly Upload[]> {
  return new Promise((resolve) => {
    const look = () => {
      if (!uploads.get().every((one) => one.state === state)) return;
      stop();
      resolve(uploads.get());
    };
    const stop = uploads.subscribe(look);
    queueMicrotask(look);
  });
}

const file = (name: string) => new File(["some words"], name);

Deno.test("Uploads shows how far a file has come, and its id when it is there", async () => {
  const { uploads, asked } = server();
  uploads.add([file("a")]);
  asked[0]!.going.onProgress(4);
  assert.deepEqual(uploads.get().map(({ state, sent }) => [state, sent]), [["going", 4]]);
  asked[0]!.done();
  const [done] = await when(uploads, "done");
  assert.deepEqual([done?.id, done?.sent], ["id of a", 10]);
  uploads.taken();
  assert.deepEqual(uploads.get(), []);
});

Deno.test("Uploads says what was refused, and goes on with the same upload when it is told to", async () => {
  const { uploads, asked } = server();
  uploads.add([file("a")]);
  asked[0]!.going.onBegun("id of a");
  asked[0]!.fail("full");
  const [failed] = await when(uploads, "failed");
  assert.equal(failed?.error, "full");
  uploads.retry(failed!.key);
  assert.equal(asked[1]!.going.id, "id of a");
  asked[1]!.done();
  const [done] = await when(uploads, "done");
  assert.equal(done?.error, undefined);
});

Deno.test("Uploads gives a file up on its way, and has the server forget it", async () => {
  const { uploads, asked, removed } = server();
  uploads.add([file("a"), file("b")]);
  asked[0]!.going.onBegun("id of a");
  asked[1]!.done();
  uploads.cancel(uploads.get()[0]!.key);
  const left = await when(uploads, "done");
  assert.deepEqual([asked[0]!.going.signal.aborted, removed, left.map(({ id }) => id)], [true, ["id of a"], [
    "id of b",
  ]]);
});
