/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import assert from "node:assert/strict";
import type { Profile } from "../../../clients/sdk/mod.ts";
import { PeopleStore } from "../../../clients/web/members/people_store.ts";
import { browserTest } from "./web_bench.ts";

browserTest(
  "Who has an account shows a name and a picture, and lets a guest into a private room by a link",
  async (bench) => {
    const ann = await bench.stranger();
    await ann.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await ann.visit("/");
    await ann.page.getByRole("tab", { name: "Sign up" }).click();
    await ann.page.getByLabel("Username").fill("ann");
    await ann.page.getByLabel("Email").fill("ann@example.com");
    await ann.page.getByLabel("Password", { exact: true }).fill("correct horse");
    await ann.page.getByRole("button", { name: "Create account" }).click();
    await ann.isConnected();

    await ann.page.getByRole("button", { name: "Settings" }).click();
    const settings = ann.page.getByRole("dialog", { name: "Settings" });
    const picture = { name: "me.png", mimeType: "image/png", buffer: await ann.page.screenshot() };
    await settings.getByLabel("Choose a picture").first().setInputFiles(picture);
    await settings.getByRole("button", { name: "Remove picture" }).waitFor();
    await settings.getByLabel("Display name").fill("Ann of the Garden");
    await settings.locator("form", { hasText: "Display name" }).getByRole("button", { name: "Save" }).click();
    await settings.getByText("Saved").waitFor();
    await ann.page.keyboard.press("Escape");

    const room = await ann.createRoom("greenhouse", { is_private: true });
    await ann.visit(`/rooms/${room}`);
    await ann.composer.waitFor();
    await ann.isConnected();
    await ann.say("come in");
    await ann.page.getByRole("button", { name: "Copy invitation link" }).click();
    await ann.page.getByText("Link copied").waitFor();
    const link = await ann.page.evaluate(() => navigator.clipboard.readText());

    const bob = await bench.stranger();
    await bob.visit(new URL(link).pathname);
    await bob.page.getByText("You are invited to a room").waitFor();
    await bob.page.getByLabel("Username").fill("bob");
    await bob.page.getByRole("button", { name: "Come in" }).click();
    await bob.page.getByRole("heading", { name: /You are invited to .*greenhouse/ }).waitFor();
    await bob.page.getByRole("button", { name: "Join" }).click();
    await bob.sees("come in");
    await bob.page.locator(".byline", { hasText: "Ann of the Garden" }).waitFor();
    const shown = bob.page.locator(".message .avatar img");
    await bob.until("the picture is drawn", async () => {
      return await shown.first().evaluate((image) => (image as HTMLImageElement).naturalWidth) === 256;
    });
  },
);

Deno.test("PeopleStore asks for many profiles at once, for each person once, and again when told", async () => {
  const asked: string[][] = [];
  const tasks: (() => void)[] = [];
  const profile = (id: string) => ({ id, display_name: `name of ${id}`, avatar_url: "" }) as Profile;
  const store = new PeopleStore({
    list: (ids) => {
      asked.push([...ids]);
      return Promise.resolve({ users: ids.filter((id) => id !== "guest").map(profile) });
    },
    after: (ms, task) => void (ms < 1_000 && tasks.push(task)),
    now: () => 0,
  });
  let told = 0;
  store.subscribe(() => told++);
  const run = async () => {
    for (const task of tasks.splice(0)) task();
    for (let i = 0; i < 5; i++) await Promise.resolve();
  };
  const nameOf = (id: string) => store.get().nameOf({ id, name: `user ${id}` });
  assert.deepEqual([nameOf("a"), nameOf("b"), nameOf("guest"), nameOf("a")], [
    "user a",
    "user b",
    "user guest",
    "user a",
  ]);
  await run();
  assert.deepEqual([asked, told], [[["a", "b", "guest"]], 1]);
  assert.deepEqual([nameOf("a"), nameOf("guest"), tasks.length], ["name of a", "user guest", 0]);
  store.refresh();
  nameOf("a");
  await run();
  assert.deepEqual([asked.at(-1), told], [["a"], 2]);
});

Deno.test("PeopleStore takes what a room says of people, and nothing older that was asked for before", async () => {
  const named = (display_name: string) => ({ display_name, avatar_url: "", status_text: "" });
  const { promise, resolve } = Promise.withResolvers<{ readonly users: readonly Profile[] }>();
  let ask = () => {};
  const store = new PeopleStore({
    list: () => promise,
    after: (ms, task) => void (ms < 1_000 && (ask = task)),
    now: () => 0,
  });
  let told = 0;
  store.subscribe(() => told++);
  const nameOf = (id: string) => store.get().nameOf({ id, name: `user ${id}` });
  assert.deepEqual([nameOf("a"), nameOf("b")], ["user a", "user b"]);
  ask();
  store.learn([{ user_id: "a", profile: named("newer") }, { user_id: "b" }]);
  assert.deepEqual([nameOf("a"), nameOf("b"), told], ["newer", "user b", 1]);
  resolve({ users: ["a", "b"].map((id) => ({ ...named("older"), id }) as Profile) });
  for (let i = 0; i < 5; i++) await Promise.resolve();
  assert.deepEqual([nameOf("a"), nameOf("b"), told], ["newer", "older", 2]);
  store.learn([{ user_id: "a", profile: named("newer") }, { user_id: "b", profile: named("older") }]);
  assert.equal(told, 2, "the same again");
});
