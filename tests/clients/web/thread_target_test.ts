/// <reference lib="dom" />
import assert from "node:assert/strict";
import { account } from "./pair.ts";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

browserTest("A hit of search, and a link, lead to an answer in a long thread itself and mark it", async (bench) => {
  const ann = await account(bench, "ann");
  const room = await ann.createRoom("garden");
  const post = (content: string, more = {}) =>
    ann.call<{ seq: number }>("POST", `/api/rooms/${room}/messages`, { content, ...more });
  const { seq: thread } = await post("who waters the beans?");
  const { seq: answer } = await post("rhubarb, early", { thread });
  for (let i = 0; i < 120; i++) await post(`answer ${i}`, { thread });
  const { seq: quoting } = await post("as was said", { thread, reply_to: answer });

  await ann.visit(`/rooms/${room}`);
  await ann.isConnected();
  await ann.page.keyboard.press("Control+Shift+F");
  const search = ann.page.getByRole("dialog", { name: "Search", exact: true });
  await search.getByRole("combobox", { name: /Words/ }).fill("rhubarb");
  await search.locator(".found .option", { hasText: "rhubarb" }).click();
  const panel = ann.page.getByRole("complementary", { name: "Thread" });
  const marked = panel.locator(".message.target", { hasText: "rhubarb, early" });
  const isInSight = () =>
    marked.evaluate((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      const list = row.closest(".messages")!.getBoundingClientRect();
      return top >= list.top && bottom <= list.bottom;
    });
  await marked.waitFor();
  await ann.until("the answer is in sight", isInSight);
  assert.deepEqual(await violations(ann), []);
  assert.equal(new URL(ann.page.url()).pathname, `/rooms/${room}/${thread}/thread/${answer}`);

  // The address alone leads there as well, and so does what another answer quotes.
  await ann.visit(`/rooms/${room}/${thread}/thread/${quoting}`);
  await panel.locator(".message.target", { hasText: "as was said" }).locator(".quote").click();
  await marked.waitFor();
  await ann.until("the answer is in sight again", isInSight);

  await ann.visit(`/rooms/${room}/${thread}/thread/99999`);
  await ann.page.getByText("This message is not here any more.").waitFor();
  await panel.locator(".said", { hasText: "as was said" }).waitFor();
});
