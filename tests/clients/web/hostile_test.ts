import assert from "node:assert/strict";
import type { Person } from "./person.ts";
import { browserTest } from "./web_bench.ts";

const script = '<img src=x onerror="globalThis.taken=1"><script>globalThis.taken=1</script>';
const marks = `z${"\u0321\u0489\u035b".repeat(1_300)}`;
const giant = "W".repeat(3_900);
const turned = "\u202etxet denrut\u2066\u2067";
const links = "[a](javascript:alert(1)) [b](data:text/html,x) <javascript:alert(1)> ![p](https://evil.example/p.png)";
const tower = "> ".repeat(1_900);
const brackets = "[".repeat(3_900);

/** Nothing of the page reaches out of its window sideways, and no row is much higher than its lines. */
async function isInShape({ page }: Person): Promise<void> {
  const widths = await page.evaluate(() => {
    const wide = [...document.querySelectorAll(".shell *")].filter((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      // What scrolls by itself or is cut by its box may be wide.
      return width > 0 && (right > innerWidth + 1 || left < -1) && element.closest("pre, .unseen") === null;
    });
    return wide.map(({ className, tagName }) => `${tagName} ${className}`);
  });
  assert.deepEqual(widths, []);
}

browserTest("Whatever people write is shown as text, within its place, and takes nothing with it", async (bench) => {
  const ann = await bench.person("ann");
  const names = [`${script.slice(0, 60)}`, "\u202emoor", `${"W".repeat(60)}`, `q${"\u0321\u0489".repeat(30)}`];
  for (const name of names) await ann.createRoom(name, { description: `${turned} ${marks.slice(0, 300)} ${script}` });
  const room = await ann.createRoom("<b>room</b>", { description: script });
  await ann.enter(room);
  for (const text of [script, links, giant, tower, brackets, turned, marks]) await ann.say(text);
  await ann.say("and the last");
  await ann.sees("and the last");
  assert.equal(await ann.page.locator(".message.pending, .message.failed").count(), 0);
  await isInShape(ann);

  await ann.page.getByRole("log").focus();
  const body = ann.page.locator("#messages");
  assert.equal(await body.locator("img, script, iframe").count(), 0);
  assert.equal(await body.locator('a:not([href^="https:"]):not([href^="http:"]):not([href^="mailto:"])').count(), 0);
  const heights = await ann.page.locator(".said").evaluateAll((all) => {
    return all.filter((said) => said.textContent!.startsWith("z")).map((said) => said.getBoundingClientRect().height);
  });
  for (const height of heights) assert.ok(height < 120, `piled marks are ${height} pixels high`);
  assert.equal(await ann.page.evaluate(() => "taken" in globalThis), false);

  await ann.page.keyboard.press("Control+k");
  await isInShape(ann);
  await ann.page.keyboard.press("Escape");
  await ann.page.getByRole("button", { name: "Browse rooms" }).click();
  await ann.page.locator(".room-card").nth(3).waitFor();
  await isInShape(ann);
  await ann.page.keyboard.press("Escape");
  await ann.page.setViewportSize({ width: 320, height: 640 });
  await isInShape(ann);
  assert.match(await ann.page.title(), /^<b>room<\/b> - Parley$/);
});
