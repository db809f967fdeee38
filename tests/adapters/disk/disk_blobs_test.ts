import assert from "node:assert/strict";
import { createDiskBlobs } from "../../../src/adapters/disk/create_disk_blobs.ts";
import { ParleyError } from "../../../src/protocol/parley_error.ts";
import { blobsContract } from "../../contract/blobs_contract.ts";
import { idOf } from "../../contract/store/store_cases.ts";
import { tempFolder } from "../../support/temp.ts";

blobsContract("Files on the disk", async () => {
  const folder = await tempFolder();
  return {
    blobs: createDiskBlobs(folder.file("files")),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
});

Deno.test("Files on the disk are for the user of the server alone", async () => {
  await using folder = await tempFolder();
  const root = folder.file("files");
  await createDiskBlobs(root).put({ file: idOf(7), part: "picture" }, new Uint8Array(10));
  const { mode: ofFolder } = await Deno.stat(root);
  const { mode: ofFile } = await Deno.stat(`${root}/07/${idOf(7)}/picture`);
  assert.deepEqual([ofFolder! & 0o777, ofFile! & 0o777], [0o700, 0o600]);
});

Deno.test("A disk that fails is told of as unavailable, without a path", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(folder.file("files"), "in the way");
  const blobs = createDiskBlobs(folder.file("files"));
  await assert.rejects(blobs.put({ file: idOf(7), part: "picture" }, new Uint8Array(1)), (error) => {
    assert.ok(error instanceof ParleyError);
    assert.equal(error.code, "unavailable");
    assert.ok(!error.message.includes(folder.path), error.message);
    return true;
  });
});

Deno.test("Removing the last file of a folder leaves no bytes behind", async () => {
  await using folder = await tempFolder();
  const blobs = createDiskBlobs(folder.path);
  await blobs.put({ file: idOf(7), part: "picture" }, new Uint8Array(10));
  await blobs.remove(idOf(7), { offset: 0, trail: "" });
  assert.deepEqual([...Deno.readDirSync(`${folder.path}/07`)], []);
});
