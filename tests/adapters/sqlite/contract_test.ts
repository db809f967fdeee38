import { storeContract } from "../../contract/store_contract.ts";
import { storeInFile, storeInMemory } from "./open_test_store.ts";

storeContract("SQLite in threads on a file", () => storeInFile());
storeContract("SQLite inline in memory", () => storeInMemory("inline"));
storeContract("SQLite that settles each append", () => storeInMemory("inline", { settleAt: 1 }));
storeContract("SQLite that settles every third arrival", () => storeInMemory("inline", { settleAt: 3 }));
