import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { missingReason } from "../../support/broker_programs.ts";
import { BrowserBench, sees, send, shown } from "./browser_bench.ts";
import { assertInOrder, logOf } from "./screens.ts";

const missing = await missingReason("chromium");

function browserTest(name: string, run: (bench: BrowserBench) => Promise<void>): void {
  Deno.test({
    name: `${name}${missing === undefined ? "" : ` (skipped: ${missing})`}`,
    ignore: missing !== undefined,
    async fn() {
      await using bench = await BrowserBench.open();
      await run(bench);
      assert.deepEqual(bench.faults, []);
    },
  });
}

/** Counts the messages that a tab sends, from now on. */
function countSent(page: Page): { count: number } {
  const sent = { count: 0 };
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      if (String(payload).startsWith('{"type":"message"')) sent.count++;
    });
  });
  return sent;
}

browserTest("Two tabs and somebody else show the log, over cuts of the network and a killed server", async (bench) => {
  const own = await bench.browser();
  const ada = await bench.guest("ada");
  const pages = [await bench.tab(own, ada), await bench.tab(own, ada)];
  pages.push(await bench.tab(await bench.browser(), await bench.guest("bob")));
  const written: string[][] = [[], [], []];
  for (let round = 0; round < 6; round++) {
    for (const [at, page] of pages.entries()) {
      const text = `${at}: ${round}`;
      written[at]!.push(text);
      await send(page, text);
    }
    if (round === 3) {
      await bench.killServer();
      await bench.startServer();
    } else bench.proxy.cut();
  }
  for (const page of pages) await sees(page, 18);
  const log = await logOf(bench.url, bench.room);
  assertInOrder(log, written);
  for (const page of pages) assert.deepEqual((await shown(page)).map(([content]) => content), log);
});

browserTest("What was written offline survives a reload in every tab, and one of them sends it once", async (bench) => {
  const own = await bench.browser();
  const ada = await bench.guest("ada");
  const pages = [await bench.tab(own, ada), await bench.tab(own, ada)];
  const [first, second] = pages as [Page, Page];
  await send(first, "before");
  for (const page of pages) await sees(page, 1);
  bench.proxy.set("refused");
  const texts = ["one", "two", "three"];
  for (const text of texts) await send(first, text);
  for (const page of pages) await sees(page, 3, "pending");
  // Reloaded without a network: what was read last and what was written are there.
  await first.reload();
  await first.waitForFunction("globalThis.model?.messages.get().items.length >= 4");
  await sees(first, 3, "pending");
  assert.deepEqual(await shown(first), [["before", "sent"], ...texts.map((text) => [text, "pending"])]);
  const counts = pages.map(countSent);
  bench.proxy.set("open");
  for (const page of pages) await sees(page, 4);
  assert.deepEqual(await logOf(bench.url, bench.room), ["before", ...texts]);
  assert.deepEqual(await shown(second), await shown(first));
  assert.deepEqual(counts.map(({ count }) => count).sort(), [0, 3]);
});

browserTest("When the tab that sends is closed, another one sends what is left", async (bench) => {
  const own = await bench.browser();
  const ada = await bench.guest("ada");
  const [first, second] = [await bench.tab(own, ada), await bench.tab(own, ada)];
  bench.proxy.set("refused");
  await send(first, "left behind");
  await sees(second, 1, "pending");
  await first.close();
  bench.proxy.set("open");
  await sees(second, 1);
  assert.deepEqual(await logOf(bench.url, bench.room), ["left behind"]);
});
