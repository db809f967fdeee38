import assert from "node:assert/strict";
import type { Person } from "./person.ts";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

/** What stands in the place of the room's messages. */
const said = (person: Person) => person.page.locator(".sent-away");

browserTest("Who is removed reads by whom and why, and can come back", async (bench) => {
  const ann = await bench.account("ann");
  const cat = await bench.account("cat");
  const room = await ann.createRoom("garden");
  for (const person of [ann, cat]) await person.enter(room);
  const card = await ann.card("cat");
  await card.getByRole("button", { name: "Remove" }).press("Enter");
  await card.getByLabel(/Reason/).fill("off topic");
  await card.getByRole("button", { name: "Remove" }).press("Enter");
  await said(cat).getByText(/ann.* removed you from this room/).waitFor();
  await said(cat).getByText(/Reason: .*off topic/).waitFor();
  assert.deepEqual(await violations(cat), []);
  await cat.page.getByRole("button", { name: "Join" }).press("Enter");
  await cat.composer.waitFor();
  assert.equal(await said(cat).count(), 0);

  // Of a private room nothing is left to see, but this.
  const cellar = await ann.createRoom("cellar", { is_private: true });
  const { id } = await cat.call<{ id: string }>("GET", "/api/users/me");
  await ann.call("POST", `/api/rooms/${cellar}/members`, { user_id: id });
  await cat.visit(`/rooms/${cellar}`);
  await cat.composer.waitFor();
  await cat.isConnected();
  await ann.call("DELETE", `/api/rooms/${cellar}/members/${id}?reason=closing`);
  await said(cat).getByText(/ann.* removed you from this room/).waitFor();
  await cat.page.getByRole("heading", { name: "This room is not here any more" }).waitFor();
});

browserTest(
  "Who is banned reads why and until when, after a reload too, and is let in when it is lifted",
  async (bench) => {
    const ann = await bench.account("ann");
    const bob = await bench.account("bob", { locale: "de-DE", viewport: { width: 360, height: 700 } });
    const room = await ann.createRoom("garden");
    const { id } = await bob.call<{ id: string }>("GET", "/api/users/me");
    await bob.call("POST", `/api/rooms/${room}/join`, {});
    await bob.visit(`/rooms/${room}`);
    await bob.page.getByRole("textbox", { name: /^Nachricht an/ }).waitFor();
    await bob.page.locator(".event", { hasText: /bob.* beigetreten/ }).waitFor();
    await ann.call("PUT", `/api/rooms/${room}/bans/${id}`, { seconds: 3_600, reason: "advertising" });
    const reads = async (who: RegExp) => {
      await said(bob).getByText(who).waitFor();
      await said(bob).getByText(/Grund: .*advertising/).waitFor();
      await said(bob).getByText(/Ab .*20\d\d.* kannst du zurückkommen/).waitFor();
      assert.equal(await bob.page.getByRole("button", { name: "Beitreten" }).count(), 0);
      assert.deepEqual(await violations(bob), []);
    };
    await reads(/ann.* hat dich aus diesem Raum verbannt/);
    await bob.page.reload();
    await reads(/Du bist aus diesem Raum verbannt/);
    await ann.call("DELETE", `/api/rooms/${room}/bans/${id}`);
    await bob.page.reload();
    await bob.page.getByRole("button", { name: "Beitreten" }).click();
    await bob.page.getByRole("textbox", { name: /^Nachricht an/ }).waitFor();
  },
);
