import assert from "node:assert/strict";
import type { Person } from "./person.ts";
import { browserTest } from "./web_bench.ts";

/** The first row that is in sight as a whole, and where. */
async function anchor({ page }: Person): Promise<{ seq: string; top: number }> {
  return await page.evaluate(() => {
    const list = document.getElementById("messages")!.getBoundingClientRect();
    const rows = [...document.querySelectorAll<HTMLElement>("#messages [data-seq]")];
    const row = rows.find((row) => row.getBoundingClientRect().top > list.top + 40)!;
    return { seq: row.dataset["seq"]!, top: row.getBoundingClientRect().top };
  });
}

async function topOf({ page }: Person, seq: string): Promise<number> {
  return await page.locator(`#messages [data-seq="${seq}"]`).evaluate((row) => row.getBoundingClientRect().top);
}

browserTest("Older messages load above without moving what is in sight by two pixels", async (bench) => {
  const ann = await bench.person("ann");
  const room = await ann.createRoom("long");
  await bench.fill(room, 600);
  // Held back, so that the page arrives while nothing else moves.
  let release: (() => void) | undefined;
  await ann.page.route(/messages\?.*before=/, async (route) => {
    if (release !== undefined) await new Promise<void>((resolve) => release = resolve);
    await route.continue();
  });
  await ann.enter(room);
  await ann.sees("message 601");
  for (let round = 0; round < 3; round++) {
    release = () => {};
    const asked = ann.page.waitForRequest(/messages\?.*before=/);
    const before = await ann.page.evaluate(() => document.getElementById("messages")!.scrollHeight);
    await ann.page.evaluate(() => document.getElementById("messages")!.scrollTop = 300);
    await asked;
    await ann.settled();
    const { seq, top } = await anchor(ann);
    release();
    release = undefined;
    await ann.until("the older page is there", async () => {
      return await ann.page.evaluate(() => document.getElementById("messages")!.scrollHeight) > before + 500;
    });
    await ann.settled();
    const moved = Math.abs(await topOf(ann, seq) - top);
    assert.ok(moved < 2, `message ${seq} moved by ${moved} pixels in round ${round}`);
  }
});

browserTest(
  "A room of 100,000 messages is scrolled up and left for the newest, with few rows and in order",
  async (bench) => {
    const ann = await bench.person("ann");
    const room = await ann.createRoom("long");
    await bench.fill(room, 100_000);
    await ann.enter(room);
    await ann.sees("message 100001");
    await ann.page.mouse.move(600, 300);
    const seqs = async () => {
      return await ann.page.locator("#messages [data-seq]").evaluateAll((rows) => {
        return rows.map((row) => Number((row as HTMLElement).dataset["seq"]));
      });
    };
    // Far enough that what is at the other end is forgotten.
    await ann.until("3,000 messages were passed", async () => {
      await ann.page.mouse.wheel(0, -20_000);
      const shown = await seqs();
      assert.ok(shown.length < 200, `${shown.length} rows`);
      assert.deepEqual(shown, shown.toSorted((a, b) => a - b));
      return shown.length > 0 && shown[0]! < 97_000;
    });
    await ann.page.getByRole("button", { name: "Jump to latest" }).click();
    await ann.sees("message 100001");
    const shown = await seqs();
    assert.deepEqual(shown, shown.map((_, i) => 100_001 - shown.length + 1 + i));
  },
);
