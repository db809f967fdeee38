import assert from "node:assert/strict";
import { openJwtKey } from "../../src/config/jwt_key.ts";
import { createSystemRandom } from "../../src/adapters/system/random.ts";
import { type Log, silentLog } from "../../src/ports/log.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";

const decoder = new TextDecoder();

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function open(dataDir: string, secret?: string, log: Log = silentLog): Promise<Uint8Array> {
  return openJwtKey({ dataDir, secret, random: createSystemRandom(), log });
}

Deno.test("openJwtKey() makes a key of 32 random bytes, readable by its owner alone, and keeps it", async () => {
  await inFolder(async (folder) => {
    const key = decoder.decode(await open(folder));
    assert.match(key, /^[0-9a-f]{64}$/);
    assert.equal((await Deno.stat(`${folder}/jwt_secret`)).mode! & 0o777, 0o600);
    assert.equal(decoder.decode(await open(folder)), key);
    assert.deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["jwt_secret"]);
  });
});

Deno.test("openJwtKey() makes another key in another folder", async () => {
  await inFolder((one) => inFolder(async (two) => assert.notDeepEqual(await open(one), await open(two))));
});

Deno.test("openJwtKey() gives one key to any number that start at once", async () => {
  await inFolder(async (folder) => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => open(folder)));
    assert.equal(new Set(keys.map((key) => decoder.decode(key))).size, 1);
  });
});

Deno.test("openJwtKey() takes JWT_SECRET as it is and touches no file", async () => {
  await inFolder(async (folder) => {
    const secret = "é".repeat(20);
    assert.equal(decoder.decode(await open(folder, secret)), secret);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

Deno.test("openJwtKey() gives the same key when the file's text is moved to JWT_SECRET", async () => {
  await inFolder(async (folder) => {
    const key = await open(folder);
    const text = (await Deno.readTextFile(`${folder}/jwt_secret`)).trim();
    assert.deepEqual(await open(folder, text), key);
  });
});

Deno.test("openJwtKey() refuses a file with half a key, without showing it", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/jwt_secret`, "half-a-key");
    await assert.rejects(open(folder), (error) => {
      assert.ok(error instanceof ParleyError);
      assert.match(error.message, /holds 10 bytes, less than 32: delete it/);
      assert.doesNotMatch(error.message, /half-a-key/);
      return true;
    });
  });
});

Deno.test("openJwtKey() says what to do where it cannot write", async () => {
  await assert.rejects(open("/nowhere/at/all"), (error) => {
    return error instanceof ParleyError &&
      /"\/nowhere\/at\/all\/jwt_secret" cannot be used .*set JWT_SECRET$/.test(error.message);
  });
});

Deno.test("openJwtKey() warns of a key that others can read", async () => {
  await inFolder(async (folder) => {
    await open(folder);
    await Deno.chmod(`${folder}/jwt_secret`, 0o644);
    const warnings: string[] = [];
    await open(folder, undefined, { ...silentLog, warn: (message) => void warnings.push(message) });
    assert.match(warnings.join(), /chmod 600/);
  });
});
