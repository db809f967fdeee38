/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { TcpProxy } from "../../support/tcp_proxy.ts";
import { account } from "./pair.ts";
import type { Person } from "./person.ts";
import { browserTest } from "./web_bench.ts";

/** Every row of the timeline, with all that can be done to a message; not what is for its reader alone. */
function screen({ page }: Person): Promise<string[]> {
  return page.evaluate(() => {
    const parts = ".name, .said, .tombstone, .edited-mark, .pinned-mark, .quoted-text, .thread-line strong, .file-line";
    return [...document.querySelectorAll("#messages :is(.message, .event)")].map((row) => {
      if (row.classList.contains("event")) return row.textContent ?? "";
      const chips = [...row.querySelectorAll(".chip")].map(({ textContent }) =>
        textContent?.replace(/[^\p{Emoji}]/gu, "")
      );
      const texts = [...row.querySelectorAll(parts)].map(({ textContent }) => textContent);
      return [row.classList.contains("pending") ? "pending" : "", ...texts, ...chips].join(" | ");
    });
  });
}

browserTest(
  "Who was cut off sees the same screen afterwards as who was not, whatever was done meanwhile",
  async (bench) => {
    const ann = await account(bench, "ann");
    const bob = await account(bench, "bob");
    const room = await ann.createRoom("garden");
    await bob.call("POST", `/api/rooms/${room}/join`, {});
    const path = `/api/rooms/${room}/messages`;
    const said: Record<string, number> = {};
    const say = async (person: Person, content: string, more: object = {}) => {
      said[content] = (await person.call<{ seq: number }>("POST", path, { content, ...more })).seq;
    };
    for (const text of ["to be edited", "to be deleted", "to be pinned", "to be answered"]) await say(ann, text);
    for (const text of ["bob's own", "bob's, to be deleted"]) await say(bob, text);
    const at = (text: string) => `${path}/${said[text]}`;
    const thumb = encodeURIComponent("👍");
    await bob.call("PUT", `${at("to be pinned")}/reactions/${thumb}`);
    await bob.call("PUT", `${at("to be edited")}/reactions/${thumb}`);

    // A network of bob's own, which can be cut.
    await using network = await TcpProxy.open(() => bench.proxy.port);
    await ann.visit(`/rooms/${room}`);
    await bob.page.goto(`http://127.0.0.1:${network.port}/rooms/${room}`);
    for (const person of [ann, bob]) await person.sees("bob's, to be deleted");
    assert.deepEqual(await screen(bob), await screen(ann));
    network.set("refused");
    await bob.page.locator("[data-connection]").waitFor();

    await ann.call("PATCH", at("to be edited"), { content: "edited once" });
    await ann.call("PATCH", at("to be edited"), { content: "edited twice" });
    await ann.call("DELETE", at("to be deleted"));
    await ann.call("PUT", `${at("to be pinned")}/pin`);
    await ann.call("PUT", `${at("bob's own")}/reactions/${thumb}`);
    await ann.call("PUT", `${at("to be pinned")}/reactions/${thumb}`);
    await ann.call("DELETE", `${at("to be pinned")}/reactions/${thumb}`);
    await ann.call("DELETE", at("bob's, to be deleted"));
    await say(ann, "an answer", { reply_to: said["bob's own"] });
    await say(ann, "in the thread", { thread: said["to be answered"] });
    await say(ann, "in the thread, too", { thread: said["to be answered"] });
    await ann.call("DELETE", `${path}/${said["in the thread"]}`);
    await ann.page.locator('input[type="file"]').setInputFiles([
      { name: "beds.txt", mimeType: "text/plain", buffer: Buffer.from("one, two") },
    ]);
    await ann.page.locator(".upload.done").waitFor();
    await ann.say("with a file");
    await ann.sees("with a file");
    // And what bob does meanwhile waits.
    await bob.say("written without a network");
    await bob.page.locator(".message", { hasText: "bob's own" }).last().click({ button: "right" });
    await bob.page.getByRole("menuitem", { name: "Edit", exact: true }).click();
    await bob.page.getByRole("textbox", { name: "The message", exact: true }).fill("bob's own, edited");
    await bob.page.keyboard.press("Enter");

    network.set("open");
    for (const person of [ann, bob]) {
      await person.sees("written without a network");
      await person.sees("bob's own, edited");
    }
    const same = () =>
      bob.until("both see the same", async () => {
        const [hers, his] = await Promise.all([ann, bob].map(screen));
        return JSON.stringify(hers) === JSON.stringify(his);
      });
    await same();
    const shown = (await screen(bob)).join("\n");
    for (const part of [/edited twice \| edited/, /beds\.txt/, /1 answer/, /ann.* pinned a message/]) {
      assert.match(shown, part);
    }
    assert.doesNotMatch(shown, /to be deleted|edited once|pending/);
    await bob.page.reload();
    await bob.sees("bob's own, edited");
    await same();
  },
);
