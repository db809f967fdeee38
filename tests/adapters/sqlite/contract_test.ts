import { storeContract } from "../../contract/store_contract.ts";
import { storeInFile, storeInMemory } from "./open_test_store.ts";

storeContract("SQLite in threads on a file", () => storeInFile());
storeContract("SQLite inline in memory", () => storeInMemory("inline"));
