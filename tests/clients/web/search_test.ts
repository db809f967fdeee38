import assert from "node:assert/strict";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

browserTest("What was said is found by a word of it, marked, and gone to by the keyboard alone", async (bench) => {
  const ann = await bench.person("ann");
  const bob = await bench.person("bob");
  const [garden, cellar] = [await ann.createRoom("garden"), await ann.createRoom("cellar")];
  await Promise.all([ann.enter(garden), bob.enter(garden)]);
  await bob.say("the Élan of the beans");
  await bob.say("and of the peas");
  await ann.sees("and of the peas");
  await ann.call("POST", `/api/rooms/${cellar}/messages`, { content: "elan vital, in bottles" });

  const { keyboard } = ann.page;
  await keyboard.press("Control+Shift+F");
  const search = ann.page.getByRole("dialog", { name: "Search messages" });
  await search.waitFor();
  await keyboard.type("elan");
  const hits = search.locator(".found .option");
  await hits.nth(1).waitFor();
  assert.deepEqual((await search.locator("mark").allInnerTexts()).toSorted(), ["elan", "Élan"]);
  assert.deepEqual(await violations(ann), []);
  await search.getByText(/Only in .*garden/).click();
  await ann.until("only this room is left", async () => await hits.count() === 1);
  await search.getByRole("combobox", { name: /Words/ }).focus();
  await keyboard.press("Enter");
  await ann.page.locator(".message.target", { hasText: "the Élan of the beans" }).waitFor();

  await keyboard.press("Control+k");
  await keyboard.type("search mess");
  await keyboard.press("Enter");
  await search.waitFor();
  await keyboard.type("nothing of this kind");
  await search.getByText("Nothing found.").waitFor();
});
