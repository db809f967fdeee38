/// <reference lib="dom" />
import assert from "node:assert/strict";
import type { Profile } from "../../../clients/sdk/mod.ts";
import { statusIn } from "../../../clients/web/status/status.ts";
import { momentText } from "../../../clients/web/text/moment_text.ts";
import { accounts, inBothThemes } from "./pair.ts";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

Deno.test("statusIn() knows when a status is over, although the profile was read before", () => {
  const profile = { status_text: "at lunch", status_until: "2026-03-04T13:00:00.000Z" } as Profile;
  const at = (time: string) => Date.parse(`2026-03-04T${time}:00.000Z`);
  assert.deepEqual(statusIn(profile, at("12:59")), { emoji: "", text: "at lunch", until: profile.status_until });
  assert.equal(statusIn(profile, at("13:00")), undefined);
  assert.equal(statusIn({ status_text: "" } as Profile, 0), undefined);
  assert.equal(statusIn(undefined, 0), undefined);
});

Deno.test("momentText() names the day of what is not today, and the year of what is not this year", () => {
  const now = new Date(2026, 2, 4, 12);
  const text = (...date: [number, number, number, number]) => momentText(new Date(...date).toISOString(), "en", now);
  assert.match(text(2026, 2, 4, 18), /^6:00\sPM$/);
  assert.match(text(2026, 2, 5, 9), /Thu.*Mar 5.*9:00/);
  assert.match(text(2027, 2, 5, 9), /2027/);
});

browserTest("Who looks sees another status, name and picture while they look", async (bench) => {
  const { ann, bob, room } = await accounts(bench);
  for (const person of [ann, bob]) await person.enter(room);
  await ann.say("hello");
  await bob.sees("hello");
  const member = bob.page.locator(".member", { hasText: "ann" });
  await member.waitFor();
  const loaded = await bob.page.evaluate(() => performance.timeOrigin);
  await ann.page.getByRole("button", { name: "Set a status" }).click();
  const dialog = ann.page.getByRole("dialog", { name: "Your status" });
  await dialog.getByLabel("What you are up to").fill("In the greenhouse");
  await ann.page.keyboard.press("Enter");
  await member.getByText("In the greenhouse").waitFor();
  await bob.page.locator(".byline", { hasText: "ann" }).locator(".status").waitFor();
  await ann.call("PATCH", "/api/users/me", { display_name: "Ann of the Garden" });
  await member.getByText("Ann of the Garden").waitFor();
  await member.getByText("In the greenhouse").waitFor();
  await ann.page.getByRole("button", { name: "Settings", exact: true }).click();
  const picture = { name: "me.png", mimeType: "image/png", buffer: await ann.page.screenshot() };
  await ann.page.getByLabel("Choose a picture").first().setInputFiles(picture);
  await member.locator(".avatar img").waitFor();
  assert.equal(await bob.page.evaluate(() => performance.timeOrigin), loaded, "without loading anew");
});

browserTest("What one is up to stands beside one's name for the other, and is taken back", async (bench) => {
  const { ann, bob, room } = await accounts(bench);
  await ann.enter(room);
  await ann.say("hello");
  await ann.sees("hello");
  await ann.page.getByRole("button", { name: "Set a status" }).click();
  const dialog = ann.page.getByRole("dialog", { name: "Your status" });
  await dialog.getByRole("button", { name: "At lunch" }).click();
  await dialog.getByLabel("What you are up to").fill("At lunch by the lake");
  await inBothThemes(ann, async (theme) => assert.deepEqual(await violations(ann), [], theme));
  await ann.page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  const own = ann.page.getByRole("button", { name: /^Set a status: .* At lunch by the lake/ });
  await own.waitFor();

  await bob.enter(room);
  const byline = bob.page.locator(".byline", { hasText: "ann" }).locator(".status");
  await byline.waitFor();
  assert.match(await byline.getAttribute("title") ?? "", /^At lunch by the lake, until /);
  await bob.page.locator(".member", { hasText: "ann" }).getByText("At lunch by the lake").waitFor();
  await inBothThemes(bob, async (theme) => assert.deepEqual(await violations(bob), [], theme));

  // By the keyboard alone, from anywhere.
  const { keyboard } = ann.page;
  await keyboard.press("Control+k");
  await ann.page.getByRole("combobox").waitFor();
  await keyboard.type("set a st");
  await keyboard.press("Enter");
  await dialog.getByLabel("What you are up to").waitFor();
  await ann.until("it is read", async () => {
    return await dialog.getByLabel("What you are up to").inputValue() === "At lunch by the lake";
  });
  // Another sign for it; Escape leaves the signs, and not the window below.
  await dialog.getByRole("button", { name: /^Emoji of the status/ }).click();
  const signs = ann.page.getByRole("searchbox", { name: "Search emoji" });
  await signs.waitFor();
  await keyboard.press("Escape");
  await signs.waitFor({ state: "detached" });
  await dialog.getByRole("button", { name: /^Emoji of the status/ }).click();
  await signs.fill("robot");
  await keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Emoji of the status \u{1f916}" }).waitFor();
  await dialog.getByRole("button", { name: "No status" }).click();
  await ann.page.getByRole("button", { name: "Set a status", exact: true }).waitFor();
  const { status_text } = await ann.call<Profile>("GET", "/api/users/me");
  assert.equal(status_text, "");
});
