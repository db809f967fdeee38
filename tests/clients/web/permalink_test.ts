import assert from "node:assert/strict";
import { account } from "./pair.ts";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

browserTest("The link to a message leads there through the log-in and through the door of the room", async (bench) => {
  const ann = await account(bench, "ann");
  const bob = await account(bench, "bob");
  const room = await ann.createRoom("garden");
  const { seq } = await ann.call<{ seq: number }>("POST", `/api/rooms/${room}/messages`, { content: "the beans" });
  await bench.fill(room, 300);
  await bob.context.clearCookies();
  await bob.visit(`/rooms/${room}/${seq}`);
  await bob.page.getByText("The link leads into a room. Log in to go there.").waitFor();
  await bob.page.getByLabel("Email or username").fill("bob");
  await bob.page.getByLabel("Password", { exact: true }).fill("correct horse");
  await bob.page.keyboard.press("Enter");
  // Nobody reads a room by a link who is not in it.
  await bob.page.getByRole("heading", { name: "garden" }).waitFor();
  assert.equal(await bob.page.getByText("the beans").count(), 0);
  assert.deepEqual(await violations(bob), []);
  await bob.page.getByRole("button", { name: "Join" }).click();
  await bob.page.locator(".message.target", { hasText: "the beans" }).waitFor();
});

browserTest("The link to a deleted message shows its place, and one to none says so", async (bench) => {
  const ann = await account(bench, "ann");
  const room = await ann.createRoom("garden");
  const { seq } = await ann.call<{ seq: number }>("POST", `/api/rooms/${room}/messages`, { content: "the beans" });
  await ann.call("DELETE", `/api/rooms/${room}/messages/${seq}`);
  await ann.visit(`/rooms/${room}/${seq}`);
  await ann.page.locator(".message.target .tombstone").waitFor();
  const notHere = ann.page.getByText("This message is not here any more.");
  assert.equal(await notHere.count(), 0);
  await ann.visit(`/rooms/${room}/999`);
  await notHere.waitFor();
  await ann.composer.waitFor();
});

browserTest("What is read out of a message is taken back when the message is", async (bench) => {
  const ann = await bench.person("ann");
  const bob = await bench.person("bob");
  const room = await ann.createRoom("garden");
  await Promise.all([ann.enter(room), bob.enter(room)]);
  const read = ann.page.locator(".talk > .unseen[aria-live]");
  await bob.say("what nobody should read");
  await read.getByText("what nobody should read").waitFor({ state: "attached" });
  await bob.message("what nobody").click({ button: "right" });
  await bob.page.getByRole("menuitem", { name: "Delete", exact: true }).click();
  await bob.page.getByRole("dialog", { name: "Delete message" }).getByRole("button", { name: "Delete" }).click();
  await ann.page.locator(".tombstone").waitFor();
  await ann.until("it is nowhere on the page", async () => {
    return !(await ann.page.locator("body").textContent())?.includes("what nobody");
  });
});

browserTest("axe finds nothing wrong where no room is open, wide and narrow, and where a link leads", async (bench) => {
  const ann = await account(bench, "ann");
  const bob = await account(bench, "bob");
  for (const name of ["Welcome", "Choose a room"]) {
    await ann.visit("/");
    await ann.page.getByRole("heading", { level: 1, name }).waitFor();
    assert.deepEqual(await violations(ann), [], name);
    await ann.page.setViewportSize({ width: 360, height: 700 });
    await ann.page.getByRole("heading", { level: 1, name: "Parley" }).waitFor();
    assert.deepEqual(await violations(ann), [], `${name}, narrow`);
    await ann.page.setViewportSize({ width: 1_100, height: 720 });
    if (name === "Welcome") await ann.createRoom("garden");
  }
  const room = await ann.createRoom("cellar", { is_private: true });
  const { code } = await ann.call<{ code: string }>("POST", `/api/rooms/${room}/invites`, {});
  await bob.visit(`/join/${code}`);
  await bob.page.getByRole("heading", { level: 1, name: /cellar/ }).waitFor();
  assert.deepEqual(await violations(bob), []);
  await bob.visit("/join/nowhere");
  await bob.page.getByRole("heading", { level: 1, name: /leads nowhere/ }).waitFor();
  assert.deepEqual(await violations(bob), []);
});
