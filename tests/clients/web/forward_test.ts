/// <reference lib="dom" />
import assert from "node:assert/strict";
import { accounts, choose, inBothThemes } from "./pair.ts";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

browserTest(
  "A message is forwarded with a word about it, and its origin leads back for who is there",
  async (bench) => {
    const { ann, bob, room } = await accounts(bench);
    const kitchen = await bob.createRoom("kitchen");
    const cellar = await bob.createRoom("cellar", { is_private: true });
    await ann.call("POST", `/api/rooms/${kitchen}/join`, {});
    await Promise.all([ann.enter(room), bob.enter(room)]);
    await ann.say("the soup is **ready**");
    await bob.sees("the soup is ready");

    await choose(bob, "the soup is ready", "Forward");
    const dialog = bob.page.getByRole("dialog", { name: "Forward message" });
    await inBothThemes(bob, async (theme) => assert.deepEqual(await violations(bob), [], theme));
    await dialog.getByRole("combobox", { name: "To which room" }).fill("kit");
    await bob.page.keyboard.press("Enter");
    await dialog.getByLabel("Something to say about it").fill("at last");
    await bob.page.keyboard.press("Enter");
    await bob.page.getByText(/Forwarded to .*kitchen/).waitFor();

    await ann.page.getByRole("link", { name: /kitchen/ }).click();
    const copy = ann.page.locator(".message", { hasText: "the soup is ready" });
    await copy.locator(".said strong", { hasText: "ready" }).waitFor();
    await copy.getByRole("button", { name: /From .*ann.* in .*garden/ }).waitFor();
    await ann.page.locator(".message", { hasText: "at last" }).locator(".quote", { hasText: "the soup" }).waitFor();
    assert.deepEqual(await violations(ann), []);
    await copy.getByRole("button", { name: /From .*ann.* in .*garden/ }).click();
    await ann.page.locator(".message.target", { hasText: "the soup is ready" }).waitFor();
    assert.equal(new URL(ann.page.url()).pathname.split("/")[2], room);

    // Somebody who is not where it was said is told who said it, and no more.
    const eve = await bench.person("eve");
    const { code } = await bob.call<{ code: string }>("POST", `/api/rooms/${cellar}/invites`, {});
    await eve.call("POST", `/api/invites/${code}`, {});
    await eve.visit(`/rooms/${cellar}`);
    await eve.composer.waitFor();
    await eve.isConnected();
    await choose(bob, "the soup is ready", "Forward");
    await dialog.getByRole("combobox").fill("cellar");
    await bob.page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Forward" }).click();
    const far = eve.page.locator(".message", { hasText: "the soup is ready" });
    await far.locator(".origin", { hasText: "ann" }).waitFor();
    assert.equal(await far.locator(".origin button").count(), 0);
  },
);

browserTest("The keyboard alone forwards a message, in German", async (bench) => {
  const { ann, room } = await accounts(bench, "de-DE");
  await ann.createRoom("werkstatt");
  await ann.visit(`/rooms/${room}`);
  const composer = ann.page.getByRole("textbox", { name: /^Nachricht an/ });
  await composer.fill("Die Suppe ist fertig");
  await composer.press("Enter");
  await ann.sees("Die Suppe ist fertig");
  const { keyboard } = ann.page;
  await ann.messages.focus();
  await keyboard.press("ArrowUp");
  await ann.page.locator("article:focus").waitFor();
  await keyboard.press("f");
  await ann.page.getByRole("dialog", { name: "Nachricht weiterleiten" }).waitFor();
  await keyboard.type("werk");
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await ann.page.getByText(/Weitergeleitet nach .*werkstatt/).waitFor();
  await ann.page.getByRole("link", { name: /werkstatt/ }).click();
  await ann.page.getByRole("button", { name: /Von .*ann.* in .*garden/ }).waitFor();
});
