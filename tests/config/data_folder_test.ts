import assert from "node:assert/strict";
import { openDataFolder } from "../../src/config/data_folder.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";

Deno.test("openDataFolder() makes the folder and those above it, for its owner alone, and tells whether it did", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/a/b`;
    assert.equal(await openDataFolder(path), true);
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o700);
    assert.equal(await openDataFolder(path), false);
    assert.deepEqual([...Deno.readDirSync(path)], [], "it left something behind");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("openDataFolder() says in one sentence what to do about a path that is a file", async () => {
  const file = await Deno.makeTempFile();
  try {
    await assert.rejects(openDataFolder(file), (error) => {
      assert.ok(error instanceof ParleyError);
      assert.match(
        error.message,
        /^The data folder "[^"]+" cannot be written \([^():]+\): change its owner or .*DATA_DIR$/,
      );
      return true;
    });
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("openDataFolder() refuses a folder on a file system that takes no files", async () => {
  await assert.rejects(openDataFolder("/proc/parley"), /cannot be written/);
});
