import assert from "node:assert/strict";
import { FileServer } from "../support/file_server.ts";
import { bytes, png } from "../support/small_images.ts";

const [ann, bob, eve] = [1, 2, 3];

async function uploaded(files: FileServer, user: number, name = "cat.png", content = png(4, 3)): Promise<string> {
  return String((await files.upload(user, name, content)).body.id);
}

function send(files: FileServer, user: number, attachments: readonly string[], more: object = {}) {
  return files.server.call(user, "POST", `/api/rooms/${files.room}/messages`, {
    content: "look",
    attachments,
    ...more,
  });
}

const statusOf = async (files: FileServer, user: number, id: string, part = "content") =>
  (await files.call(user, `GET /api/files/${id}/${part}`)).status;

Deno.test("A message carries files, in the order they were named, and members can read them then", async () => {
  await using files = await FileServer.start();
  await files.join(ann, bob);
  const ids = [await uploaded(files, ann), await uploaded(files, ann, "list.txt", bytes("words"))];
  assert.equal(await statusOf(files, bob, ids[0]!), 404);
  const { status, body } = await send(files, ann, ids.toReversed());
  assert.equal(status, 201);
  assert.deepEqual((body.attachments as { id: string; name: string }[]).map(({ id, name }) => [id, name]), [
    [ids[1], "list.txt"],
    [ids[0], "cat.png"],
  ]);
  assert.deepEqual((body.attachments as object[])[1], {
    id: ids[0],
    name: "cat.png",
    type: "image/png",
    size: png(4, 3).length,
    width: 4,
    height: 3,
  });
  assert.deepEqual([await statusOf(files, bob, ids[0]!), await statusOf(files, eve, ids[0]!)], [200, 404]);
});

Deno.test("Who is taken out of the room reads its files no more, not even the own ones", async () => {
  await using files = await FileServer.start();
  await files.join(ann, bob);
  const id = await uploaded(files, ann);
  await send(files, ann, [id]);
  assert.equal(await statusOf(files, bob, id), 200);
  await files.server.call(bob, "POST", `/api/rooms/${files.room}/leave`);
  await files.server.call(ann, "POST", `/api/rooms/${files.room}/leave`);
  assert.deepEqual([await statusOf(files, bob, id), await statusOf(files, ann, id)], [404, 404]);
});

Deno.test("A message carries nothing that is another's, unfinished, for another room, or carried already", async () => {
  await using files = await FileServer.start();
  await files.join(ann, bob);
  const own = await uploaded(files, ann);
  const begun = (await files.begin(ann, 10)).headers.get("location")!.split("/").at(-1)!;
  const { body: room } = await files.server.call(ann, "POST", "/api/rooms", { name: "elsewhere" });
  const elsewhere = String((await files.upload(ann, "a.txt", bytes("words"), String(room.id))).body.id);
  for (const ids of [[await uploaded(files, bob)], [begun], [elsewhere], ["0".repeat(24)], [own, own]]) {
    const { status, body } = await send(files, ann, ids);
    assert.deepEqual([status, (body.error as { code: string }).code], [422, "invalid"]);
  }
  assert.equal((await send(files, ann, [own])).status, 201);
  assert.equal((await send(files, ann, [own])).status, 422);
});

Deno.test("A message with files that is sent again is the same message", async () => {
  await using files = await FileServer.start();
  await files.join(ann);
  const id = await uploaded(files, ann);
  const first = await send(files, ann, [id], { client_id: "once" });
  const again = await send(files, ann, [id], { client_id: "once" });
  assert.equal(first.status, 201);
  assert.deepEqual(again, first);
  const other = await send(files, ann, [await uploaded(files, ann)], { client_id: "once" });
  assert.deepEqual([other.status, (other.body.error as { code: string }).code], [409, "client_id_conflict"]);
});

Deno.test("Files need no words, and words without files still do", async () => {
  await using files = await FileServer.start();
  await files.join(ann);
  assert.equal((await send(files, ann, [await uploaded(files, ann)], { content: "" })).status, 201);
  const blank = await files.server.call(ann, "POST", `/api/rooms/${files.room}/messages`, { content: " " });
  assert.equal(blank.status, 422);
});

Deno.test("A deleted message takes its file: it is gone at once, and its bytes soon", async () => {
  await using files = await FileServer.start();
  await files.join(ann, bob);
  const id = await uploaded(files, ann);
  const { body: { seq } } = await send(files, ann, [id]);
  const gone = await files.server.call(ann, "DELETE", `/api/rooms/${files.room}/messages/${seq}`);
  assert.ok(gone.status < 300, String(gone.status));
  assert.deepEqual([await statusOf(files, bob, id), await statusOf(files, ann, id)], [404, 404]);
});
