import { randomHistory } from "../../contract/store/reads_cases.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import { storeInMemory } from "./open_test_store.ts";

Deno.test("unread messages are exactly those of the log, in 60 random histories, settled at any moment", async () => {
  for (let seed = 1; seed <= 60; seed++) {
    await using opened = await storeInMemory("inline", { settleAt: 1 + seed % 9 });
    await randomHistory(opened.store, seed, new SeededRandom(seed));
  }
});
