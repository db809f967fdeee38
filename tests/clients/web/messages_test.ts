/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import assert from "node:assert/strict";
import type { Person } from "./person.ts";
import { violations } from "./violations.ts";
import { browserTest, type WebBench } from "./web_bench.ts";

/** Two people in one room. */
async function pair(bench: WebBench): Promise<{ ann: Person; bob: Person; room: string }> {
  const ann = await bench.person("ann");
  const bob = await bench.person("bob");
  const room = await ann.createRoom("garden");
  await Promise.all([ann.enter(room), bob.enter(room)]);
  return { ann, bob, room };
}

/** Chooses something from the menu of a message. */
async function choose(
  { page, message }: { page: Person["page"]; message: ReturnType<Person["message"]> },
  deed: string,
) {
  await message.click({ button: "right" });
  await page.getByRole("menuitem", { name: deed, exact: true }).click();
}

browserTest("A message is edited, answered, reacted to and deleted, and the other sees each at once", async (bench) => {
  const { ann, bob } = await pair(bench);
  await ann.say("helo");
  await bob.sees("helo");

  await ann.sees("helo");
  await ann.composer.press("ArrowUp");
  const edit = ann.page.getByRole("textbox", { name: "The message", exact: true });
  await edit.fill("hello");
  await edit.press("Enter");
  await bob.sees("hello");
  await bob.page.getByRole("button", { name: "edited" }).click();
  const versions = bob.page.getByRole("dialog", { name: "Earlier versions" });
  await versions.getByText("helo", { exact: true }).waitFor();
  const current = versions.getByRole("listitem").filter({ hasText: "as it stands now" });
  assert.match((await current.allInnerTexts()).join("|"), /^[^|]*\bhello$/);
  assert.deepEqual(await violations(bob), []);
  await bob.page.keyboard.press("Escape");

  await bob.message("hello").hover();
  await bob.page.getByRole("toolbar").getByRole("button", { name: "React" }).click();
  await bob.page.getByRole("searchbox", { name: "Search emoji" }).fill("party");
  await bob.page.keyboard.press("Enter");
  await ann.page.getByRole("button", { name: /bob.* reacted with/ }).click();
  await bob.page.getByRole("button", { name: /bob.* and .*ann.* reacted with/ }).waitFor();
  assert.equal(await bob.page.locator(".chip[aria-pressed='true']").innerText().then((text) => /2/.test(text)), true);
  await bob.page.locator(".chip[aria-pressed='true']").click();
  await ann.page.locator(".chip", { hasText: "1" }).waitFor();

  await choose({ page: bob.page, message: bob.message("hello") }, "Answer");
  await bob.page.getByText(/Answer to .*ann/).waitFor();
  await bob.say("and hello to you");
  await ann.page.locator(".message", { hasText: "and hello to you" }).locator(".quote", { hasText: "hello" }).waitFor();
  assert.deepEqual(await violations(ann), []);

  await choose({ page: ann.page, message: ann.message("hello").first() }, "Delete");
  await ann.page.getByRole("dialog", { name: "Delete message" }).getByRole("button", { name: "Delete" }).click();
  for (const { page } of [ann, bob]) {
    await page.locator(".tombstone").waitFor();
    await page.locator(".quote", { hasText: "This message was deleted." }).waitFor();
    assert.equal(await page.locator(".chip").count(), 0);
  }
});

browserTest("The keyboard alone chooses a message and answers, edits, reacts to and deletes it", async (bench) => {
  const { ann, bob } = await pair(bench);
  const { keyboard } = ann.page;
  await bob.say("from bob");
  await ann.sees("from bob");
  for (const text of ["one", "two"]) {
    await ann.say(text);
    await ann.sees(text);
  }
  const focused = () => ann.page.evaluate(() => document.activeElement?.querySelector(".said")?.textContent);
  const comesTo = (text: string) => ann.until(`"${text}" is chosen`, async () => await focused() === text);

  await ann.messages.focus();
  await keyboard.press("ArrowUp");
  await comesTo("two");
  await keyboard.press("ArrowUp");
  await comesTo("one");
  await keyboard.press("e");
  await keyboard.type(" more");
  await keyboard.press("Enter");
  await bob.sees("one more");

  await ann.messages.focus();
  await keyboard.press("ArrowUp");
  await comesTo("two");
  await keyboard.press("+");
  await keyboard.type("thumbs");
  await keyboard.press("Enter");
  await bob.page.locator(".chip", { hasText: "1" }).waitFor();
  await comesTo("two");

  await keyboard.press("Enter");
  const menu = ann.page.getByRole("menu");
  await menu.waitFor();
  assert.deepEqual(await violations(ann), []);
  await keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
  await comesTo("two");
  await keyboard.press("#");
  await ann.page.getByRole("dialog", { name: "Delete message" }).waitFor();
  await keyboard.press("Enter");
  await bob.page.locator(".tombstone").waitFor();

  // What others wrote can be answered, not changed.
  await ann.messages.focus();
  for (let i = 0; i < 3; i++) await keyboard.press("ArrowUp");
  await comesTo("from bob");
  await keyboard.press("e");
  assert.equal(await ann.page.getByRole("textbox", { name: "The message", exact: true }).count(), 0);
  await keyboard.press("r");
  await keyboard.type("an answer");
  await keyboard.press("Enter");
  await bob.page.locator(".message", { hasText: "an answer" }).locator(".quote", { hasText: "from bob" }).waitFor();
});

browserTest("A name is completed as it is written, and marked for who is meant", async (bench) => {
  const ann = await bench.person("ann");
  // Guests come and go: accounts are mentioned.
  const bob = await bench.stranger();
  await bob.call("POST", "/api/session/register", {
    username: "bob",
    email: "bob@example.com",
    password: "correct horse",
  });
  const room = await ann.createRoom("garden");
  await Promise.all([ann.enter(room), bob.enter(room)]);
  await ann.page.locator(".member", { hasText: "bob" }).waitFor();
  await ann.composer.pressSequentially("look, @b");
  await ann.page.getByRole("option", { name: /bob/ }).waitFor();
  assert.deepEqual(await violations(ann), []);
  await ann.page.keyboard.press("Enter");
  assert.equal(await ann.composer.inputValue(), "look, @bob ");
  await ann.composer.pressSequentially("here");
  await ann.composer.press("Enter");
  await bob.page.locator(".message.mentions-me .mention", { hasText: "@bob" }).waitFor();
  assert.equal(await ann.page.locator(".message.mentions-me").count(), 0);
});

browserTest("The address of a message leads to it, however far up it stands", async (bench) => {
  const ann = await bench.person("ann");
  await ann.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const room = await ann.createRoom("garden");
  await bench.fill(room, 600);
  await ann.visit(`/rooms/${room}/120`);
  const wanted = ann.page.locator('.message.target[data-seq="120"]');
  await wanted.waitFor();
  await ann.settled();
  await ann.until("it is in sight", async () => {
    const [row, list] = [await wanted.boundingBox(), await ann.messages.boundingBox()];
    return row !== null && list !== null && row.y > list.y && row.y + row.height < list.y + list.height;
  });
  await wanted.click({ button: "right" });
  await ann.page.getByRole("menuitem", { name: "Copy link" }).click();
  await ann.page.getByText("Link to the message copied").waitFor();
  const link = await ann.page.evaluate(() => navigator.clipboard.readText());
  assert.equal(new URL(link).pathname, `/rooms/${room}/120`);
});
