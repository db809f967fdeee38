import assert from "node:assert/strict";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

browserTest(
  "axe finds nothing wrong: coming in, rooms, messages, windows, in light and dark, wide and narrow",
  async (bench) => {
    const ann = await bench.stranger();
    await ann.visit("/");
    await ann.page.getByRole("tablist").waitFor();
    assert.deepEqual(await violations(ann), []);
    await ann.comeAs("ann");
    const room = await ann.createRoom("garden", { description: "What grows" });
    await ann.createRoom("cellar", { password: "secret" });
    await ann.enter(room);
    for (
      const text of ["hello **there**, `code`", "> a quote\n\nhttps://example.com", "```\na\n```", "- a\n- b"]
    ) await ann.say(text);
    await ann.page.locator(".message:not(.pending) li").first().waitFor();
    for (const theme of ["light", "dark"]) {
      await ann.page.evaluate((theme) => document.documentElement.dataset["theme"] = theme, theme);
      assert.deepEqual(await violations(ann), [], theme);
      for (const [keys, window] of [["Control+k", "Go to"], ["Control+,", "Settings"]] as const) {
        await ann.page.keyboard.press(keys);
        await ann.page.getByRole("dialog", { name: window }).waitFor();
        assert.deepEqual(await violations(ann), [], `${theme}, ${window}`);
        await ann.page.keyboard.press("Escape");
      }
    }
    await ann.page.setViewportSize({ width: 320, height: 640 });
    assert.deepEqual(await violations(ann), [], "narrow");
    bench.proxy.set("refused");
    await ann.page.getByText(/What you write is kept/).waitFor();
    await ann.say("waiting");
    assert.deepEqual(await violations(ann), [], "without a connection");
  },
);

browserTest(
  "The application speaks German to who reads German, and stands the other way round from right to left",
  async (bench) => {
    const ann = await bench.person("ann", { locale: "de-DE" });
    const room = await ann.createRoom("garten");
    await ann.call("POST", `/api/rooms/${room}/join`, {});
    await ann.visit(`/rooms/${room}`);
    await ann.page.getByRole("textbox", { name: /^Nachricht an/ }).waitFor();
    assert.equal(await ann.page.locator("html").getAttribute("lang"), "de");
    await ann.page.getByText("Hier beginnt").waitFor();
    const left = async (selector: string) => (await ann.page.locator(selector).boundingBox())!.x;
    assert.ok(await left(".sidebar") < await left(".stage"));
    await ann.page.evaluate(() => document.documentElement.dir = "rtl");
    assert.ok(await left(".sidebar") > await left(".stage"));
  },
);
