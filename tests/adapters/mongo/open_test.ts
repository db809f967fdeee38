import assert from "node:assert/strict";
import { readMongoAddress } from "../../../src/adapters/mongo/mongo_address.ts";
import { ParleyError } from "../../../src/protocol/parley_error.ts";
import { append, everything, makeRoom } from "../../contract/store/store_cases.ts";
import { mongoTest, openMongoStore, sharedMongoServer } from "./mongo_tests.ts";

const server = await sharedMongoServer();

async function faultOf(url: string): Promise<ParleyError> {
  try {
    await (await openMongoStore(url)).close();
  } catch (error) {
    if (error instanceof ParleyError) return error;
    throw error;
  }
  throw new Error("It was opened");
}

/** Everything that a log could show of an error. */
function allOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message} ${error.stack} ${Deno.inspect(error, { depth: 10 })} ${allOf(error.cause)}`;
}

Deno.test("readMongoAddress() tells hosts, database and options, and never the credentials", () => {
  const cases: [string, string, string | undefined, string[]][] = [
    ["mongodb://h", "h", undefined, []],
    ["mongodb://h:1/", "h:1", undefined, []],
    ["mongodb://u:p@a:1,b:2/chat?replicaSet=r&maxPoolSize=5", "a:1,b:2", "chat", ["replicaset", "maxpoolsize"]],
    ["mongodb+srv://u:p@cluster.example.org/?tls=true", "cluster.example.org", undefined, ["tls"]],
    ["mongodb://u:p@[::1]:27017/x", "[::1]:27017", "x", []],
    ["mongodb://u:p@w@h/x", "h", "x", []],
  ];
  for (const [url, hosts, database, options] of cases) {
    assert.deepEqual(readMongoAddress(url), { hosts, database, options: new Set(options) }, url);
  }
  for (const url of ["sqlite:x", "mongodb://", "mongodb:h", "mongodb://u:p@/x"]) {
    assert.equal(readMongoAddress(url), undefined, url);
  }
});

Deno.test("an address that the driver does not understand is told without its password", async () => {
  const urls = [
    "mongodb://u:canary@h:port/x",
    "mongodb://u:can%ary@h/x",
    "mongodb://u:canary@h/?maxPoolSize=-1",
    "mongodb://u:canary@",
  ];
  for (const url of urls) {
    const error = await faultOf(url);
    assert.equal(error.code, "unavailable");
    assert.match(error.message, /^STORE_URL is no address that MongoDB's driver understands: expected mongodb:/);
    assert.doesNotMatch(allOf(error), /can%?ary/, url);
  }
});

Deno.test("a database that does not answer is told with its host and without its password", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  taken.close();
  const error = await faultOf(`mongodb://ann:canary@127.0.0.1:${port}/x?serverSelectionTimeoutMS=300`);
  assert.match(error.message, new RegExp(`^The database at 127\\.0\\.0\\.1:${port} cannot be used \\(.*ECONNREFUSED`));
  assert.match(error.message, /check STORE_URL/);
  assert.doesNotMatch(allOf(error), /canary/);
});

mongoTest("opening again makes nothing new and finds everything", async () => {
  const url = server!.url();
  {
    const store = await openMongoStore(url);
    await append(store, await makeRoom(store, 1), 1, {});
    await store.close();
  }
  const store = await openMongoStore(url);
  assert.equal((await store.log.read("1".padStart(24, "0"), everything, 10)).length, 2);
  await store.close();
});

mongoTest("a weaker write concern in the address changes nothing: a pool of one and w=0 keep every law", async () => {
  const store = await openMongoStore(`${server!.url()}?w=0&readConcernLevel=local&maxPoolSize=1&retryWrites=false`);
  const room = await makeRoom(store, 1);
  let head = 1;
  for (let i = 0; i < 10; i++) head = await append(store, room, head, { clientId: `${i}` });
  assert.equal((await store.log.append(room, head, [])).kind, "ok");
  assert.equal((await store.log.heads([room])).get(room)?.seq, 11);
  await store.close();
});
