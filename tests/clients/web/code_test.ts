/// <reference lib="dom" />
import assert from "node:assert/strict";
import { accounts, inBothThemes } from "./pair.ts";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

const program = "const answer = 42; // <b>why</b>\nlet text = `<img src=x onerror=alert(1)>`;";

browserTest(
  "Code of a named language is shown in colours, is text all the same, and is copied whole",
  async (bench) => {
    const { ann, bob, room } = await accounts(bench);
    await bob.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await Promise.all([ann.enter(room), bob.enter(room)]);
    const scripts = () => bob.page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    await ann.say("```\nplain\n```");
    await bob.sees("plain");
    assert.equal((await scripts()).some((name) => name.includes("code_colours")), false, "fetched for nothing");
    await ann.say(`\`\`\`ts\n${program}\n\`\`\``);
    const code = bob.page.locator(".code", { hasText: "answer" });
    await code.locator(".hljs-keyword", { hasText: "const" }).waitFor();
    await code.locator(".hljs-comment", { hasText: "<b>why</b>" }).waitFor();
    assert.equal(await code.locator("code").textContent(), program);
    assert.equal(await bob.page.locator(".said img, .said b").count(), 0);
    await inBothThemes(bob, async (theme) => assert.deepEqual(await violations(bob), [], theme));
    await code.getByRole("button", { name: "Copy code" }).click();
    await code.getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await bob.page.evaluate(() => navigator.clipboard.readText()), program);

    await ann.say("```klingon\nqapla'\n```");
    await bob.sees("qapla'");
    await ann.say("```python\ndef f(x):\n  return x\n```");
    await bob.page.locator(".hljs-keyword", { hasText: "def" }).waitFor();
    assert.equal(await bob.page.locator(".code", { hasText: "qapla" }).locator("code span").count(), 0);
  },
);

browserTest("A table is shown as one, and is moved within its message where it is too wide", async (bench) => {
  const { ann, room } = await accounts(bench);
  await ann.enter(room);
  const row = (cell: string) => `| ${Array.from({ length: 12 }, (_, i) => `${cell} ${i}`).join(" | ")} |`;
  const line = `|${":--|".repeat(11)}--:|`;
  await ann.say([row("a **long** head"), line, row("<i>cell</i>")].join("\n"));
  const table = ann.page.locator(".said table");
  await table.locator("th strong").first().waitFor();
  assert.equal(await table.locator("td").count(), 12);
  assert.equal(await table.locator("td").nth(11).innerText(), "<i>cell</i> 11");
  assert.equal(await table.locator("td.right").count(), 1);
  const fits = await ann.messages.evaluate((list) => list.scrollWidth <= list.clientWidth);
  assert.ok(fits, "the list is as wide as it was");
  assert.deepEqual(await violations(ann), []);
});
