import { storeContract } from "../../contract/store_contract.ts";
import { mongoMissing, mongoTest, openMongoStore, sharedMongoServer } from "./mongo_tests.ts";

const server = await sharedMongoServer();

if (server === undefined) {
  mongoTest("MongoDB keeps the laws of the store", () => Promise.reject(new Error(mongoMissing)));
} else {
  storeContract("MongoDB", async () => {
    const store = await openMongoStore(server.url(), { purgeGraceMs: 0 });
    return { store, [Symbol.asyncDispose]: () => store.close() };
  });
}
