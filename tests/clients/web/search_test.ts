import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { account } from "./pair.ts";
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
  const search = ann.page.getByRole("dialog", { name: "Search", exact: true });
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
  await ann.page.getByRole("combobox").waitFor();
  await keyboard.type("search");
  await keyboard.press("Enter");
  await search.waitFor();
  await keyboard.type("nothing of this kind");
  await search.getByText("Nothing found.").waitFor();
});

browserTest("One search finds rooms, people, messages and files, and goes to each by the keyboard", async (bench) => {
  const ann = await account(bench, "ann");
  const bob = await account(bench, "harvey");
  const mine = await ann.createRoom("harvest");
  const others = await bob.createRoom("harmony");
  await ann.enter(mine);
  await ann.say("the harvest begins");
  await ann.page.locator('input[type="file"]').setInputFiles([
    { name: "harvest plan.txt", mimeType: "text/plain", buffer: Buffer.from("rows") },
  ]);
  await ann.page.locator(".upload.done").waitFor();
  await ann.composer.press("Enter");
  await ann.page.locator(".message:not(.pending) .file-line").waitFor();

  const { keyboard } = ann.page;
  const search = ann.page.getByRole("dialog", { name: "Search", exact: true });
  const chosen = search.locator('[aria-selected="true"]');
  const group = (name: string) => search.getByRole("group", { name }).getByRole("option");
  // What the palette does not know, it looks for everywhere.
  await keyboard.press("Control+k");
  await ann.page.getByRole("combobox").waitFor();
  await keyboard.type("har*");
  await keyboard.press("Enter");
  await group("Rooms and conversations").nth(1).waitFor();
  await group("People").getByText("@harvey").waitFor();
  await group("Messages and files").nth(1).waitFor();
  assert.deepEqual(await group("Rooms and conversations").locator(".name").allInnerTexts(), ["harvest", "harmony"]);
  assert.deepEqual((await search.locator("mark").allInnerTexts()).toSorted(), ["harvest", "harvest"]);
  assert.deepEqual(await violations(ann), []);
  await ann.page.setViewportSize({ width: 360, height: 700 });
  assert.deepEqual(await violations(ann), [], "narrow");
  await ann.page.setViewportSize({ width: 1_100, height: 720 });

  // A filter is pressed or written: names are not looked for then.
  await search.getByRole("button", { name: "With files" }).press("Enter");
  await ann.until("files alone are left", async () => await search.locator(".found .option").count() === 1);
  await chosen.getByText("harvest plan.txt").waitFor();
  assert.equal(await search.getByRole("combobox", { name: /Words/ }).inputValue(), "has:file har*");
  await search.getByRole("button", { name: "With files", pressed: true }).press("Enter");
  await group("Rooms and conversations").nth(1).waitFor();
  await group("People").first().waitFor();

  // A person by the keyboard, then a room that is not one's own.
  for (let i = 0; i < 2; i++) await keyboard.press("ArrowDown");
  await chosen.getByText("@harvey").waitFor();
  await keyboard.press("Enter");
  await ann.page.getByRole("heading", { level: 1, name: "harvey" }).waitFor();
  await keyboard.press("Control+Shift+F");
  await keyboard.type("harm");
  await chosen.getByText("harmony").waitFor();
  await keyboard.press("Enter");
  await ann.page.waitForURL(`**/rooms/${others}`);
  await ann.page.getByRole("button", { name: "Join" }).waitFor();
});

browserTest("A filter that is wrong is told of in the reader's own words", async (bench) => {
  const ann = await account(bench, "ann", { locale: "de-DE" });
  await ann.visit("/");
  await ann.page.getByRole("heading", { level: 1 }).waitFor();
  await ann.page.keyboard.press("Control+Shift+F");
  const search = ann.page.getByRole("dialog", { name: "Suchen", exact: true });
  const field = search.getByRole("combobox", { name: /Wörter/ });
  const told = [
    ["before:gestern", "before: braucht einen Tag"],
    ["has:geld", "has:file, has:image oder has:link"],
    ["is:neu", "is:pinned"],
    ["mentions:dich", "mentions:me"],
    ['from:""', "from: braucht einen Namen"],
  ] as const;
  for (const [written, sentence] of told) {
    await field.fill(written);
    await search.getByRole("alert").getByText(sentence).waitFor();
  }
  assert.deepEqual(await violations(ann), []);
});
