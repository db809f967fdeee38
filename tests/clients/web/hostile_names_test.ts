/// <reference lib="dom" />
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Person } from "./person.ts";
import { browserTest } from "./web_bench.ts";

const link = "https://pages.example.com/tea";
/** Short enough for every field there is; each place has its own number, to be found again. */
const hostile = (mark: number) => `<img src=x onerror=globalThis.taken=1>"'&lt;${mark}`;
const turned = "\u202egnp.exe";

/** Nothing that was written has become part of a page, and no window has asked anything. */
async function isText(person: Person, where: string): Promise<void> {
  const made = await person.page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    const bad = all.filter((element) =>
      element.getAttributeNames().some((name) => name.startsWith("on")) ||
      /^(IFRAME|OBJECT|EMBED|BASE|MATH)$/.test(element.tagName) ||
      element.getAttribute("src") === "x" ||
      /^\s*(javascript|data|vbscript):/i.test(element.getAttribute("href") ?? "")
    );
    return { bad: bad.map(({ outerHTML }) => outerHTML.slice(0, 200)), taken: "taken" in globalThis };
  });
  assert.deepEqual(made, { bad: [], taken: false }, where);
}

browserTest(
  "S43: names, statuses, files, previews, reasons and records are shown as they were written, and do nothing",
  async (bench) => {
    const ann = await bench.account("ann");
    const eve = await bench.account("eve");
    const dialogs: string[] = [];
    for (const { page } of [ann, eve]) {
      page.on("dialog", async (dialog) => {
        dialogs.push(dialog.message());
        await dialog.dismiss();
      });
    }
    const profile = { display_name: hostile(1), status_text: hostile(2), bio: hostile(3) };
    const { id } = await eve.call<{ id: string }>("PATCH", "/api/users/me", profile);
    const room = await ann.createRoom(hostile(4), { description: hostile(5) });
    await ann.page.route(/\/messages\/\d+\/previews$/, async (route) => {
      const said = { title: hostile(6), description: hostile(7), site: hostile(8), host: "pages.example.com" };
      await route.fulfill({ json: { previews: [{ link, url: link, fetched_at: "x", ...said }] } });
    });
    await Promise.all([ann.enter(room), eve.enter(room)]);

    const files = [`${hostile(9)}.txt`, `${turned}`, "a\r\nX-Injected: yes.txt"].map((name) => {
      return { name, mimeType: "text/plain", buffer: Buffer.from("words") };
    });
    await eve.page.locator('input[type="file"]').setInputFiles(files);
    await eve.page.getByRole("list", { name: "Files of the next message" }).locator(".upload.done").nth(2).waitFor();
    await eve.say(`files ${link}`);
    const message = ann.page.locator(".message:not(.pending)", { hasText: "files" });
    await message.getByText(/onerror=globalThis.taken=1.*9/).first().waitFor();
    await ann.page.locator(".link-card", { hasText: hostile(6) }).waitFor();
    await isText(ann, "files and a preview");
    await isText(eve, "files of one's own");

    // What is known of somebody, and what they are at.
    await ann.member(hostile(1)).focus();
    await ann.page.keyboard.press("Enter");
    await ann.page.getByRole("dialog").getByText("@eve").waitFor();
    await isText(ann, "a card");
    await ann.page.keyboard.press("Escape");

    // Why something was reported, and on record.
    const at = `/api/rooms/${room}`;
    const { messages } = await ann.call<{ messages: { seq: number; type: string }[] }>(
      "GET",
      `${at}/messages?type=text`,
    );
    const { seq } = await ann.call<{ seq: number }>("POST", `${at}/messages`, { content: hostile(10) });
    await eve.call("POST", `${at}/messages/${seq}/report`, { reason: hostile(11) });
    await eve.call("POST", `${at}/messages`, { content: `${hostile(12)} @ann`, reply_to: seq });
    const cat = await bench.account("cat");
    await cat.call("POST", `${at}/join`, {});
    await cat.call("POST", `${at}/messages/${messages[0]!.seq}/report`, { reason: hostile(13) });
    await ann.call("PUT", `${at}/messages/${seq}/pin`);
    await ann.call("PUT", `${at}/mutes/${id}`, { reason: hostile(14) });
    await ann.call("PATCH", at, { name: hostile(15) });
    await ann.page.getByRole("button", { name: "Reported messages" }).press("Enter");
    await ann.page.getByRole("dialog", { name: "Reported messages" }).getByText(hostile(13)).waitFor();
    await isText(ann, "reports");
    await ann.page.keyboard.press("Escape");
    await ann.page.getByRole("button", { name: "Room settings" }).press("Enter");
    const settings = ann.page.getByRole("dialog", { name: "Room settings" });
    await settings.getByRole("tab", { name: "Record" }).click();
    await settings.locator("li").getByText(/onerror/).first().waitFor();
    await isText(ann, "the record");
    await ann.page.keyboard.press("Escape");
    await ann.page.getByRole("button", { name: "Banned and muted" }).press("Enter");
    await ann.page.getByRole("dialog", { name: "Banned and muted" }).getByText(/onerror/).first().waitFor();
    await isText(ann, "who is muted");
    await ann.page.keyboard.press("Escape");
    await eve.page.getByText(/muted/i).first().waitFor();
    await isText(eve, "why one is muted");

    // What is found, and called by the room's name.
    await ann.page.keyboard.press("Control+k");
    await ann.page.getByRole("combobox").waitFor();
    await ann.page.keyboard.type("onerror");
    await isText(ann, "the palette");
    await ann.page.keyboard.press("Escape");
    await ann.page.getByRole("button", { name: /^Mentions/ }).click();
    await ann.page.getByRole("dialog", { name: "What mentions you" }).getByText(/onerror.*12/).first().waitFor();
    await isText(ann, "mentions");
    await ann.page.keyboard.press("Escape");
    assert.deepEqual(dialogs, []);
    await ann.until("the title is the room's name", async () => (await ann.page.title()).includes(hostile(15)));
  },
);
