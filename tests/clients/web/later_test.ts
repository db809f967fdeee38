/// <reference lib="dom" />
import assert from "node:assert/strict";
import type { ScheduledView } from "../../../clients/sdk/mod.ts";
import { faultOf, inputText, laterTimes } from "../../../clients/web/later/later_times.ts";
import { accounts, inBothThemes } from "./pair.ts";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

const names = (now: Date) => laterTimes(now).map(({ name }) => name);

Deno.test("laterTimes() offers what is still to come, and no day twice", () => {
  const wednesday = new Date(2026, 2, 4, 11, 30);
  assert.deepEqual(laterTimes(wednesday).map(({ name, at }) => [name, inputText(at)]), [
    ["hour", "2026-03-04T12:30"],
    ["evening", "2026-03-04T18:00"],
    ["tomorrow", "2026-03-05T09:00"],
    ["monday", "2026-03-09T09:00"],
  ]);
  assert.deepEqual(names(new Date(2026, 2, 4, 17, 45)), ["hour", "tomorrow", "monday"]);
  assert.deepEqual(names(new Date(2026, 2, 8, 11)), ["hour", "evening", "tomorrow"]);
  assert.equal(inputText(laterTimes(new Date(2026, 2, 9, 11)).at(-1)!.at), "2026-03-16T09:00");
});

Deno.test("faultOf() knows times that are over, that are no times, and that are too far away", () => {
  const now = new Date(2026, 2, 4, 11, 30);
  const faults = ["2026-03-04T11:30", "2026-03-04T11:31", "", "2027-03-04T11:00", "2027-03-06T12:00"].map((text) =>
    faultOf(text, now)
  );
  assert.deepEqual(faults, ["past", undefined, "past", undefined, "far"]);
});

browserTest("What is written now is sent later, changed, taken back, and seen by the other in time", async (bench) => {
  const { ann, bob, room } = await accounts(bench);
  await Promise.all([ann.enter(room), bob.enter(room)]);
  const { keyboard } = ann.page;
  const later = ann.page.getByRole("button", { name: "Send later" });
  assert.equal(await later.getAttribute("aria-disabled"), "true");

  await ann.composer.fill("good morning");
  await ann.composer.focus();
  // From where one writes, the keyboard alone.
  for (let i = 0; i < 4 && !await later.evaluate((one) => one === document.activeElement); i++) {
    await keyboard.press("Tab");
  }
  await keyboard.press("Enter");
  const menu = ann.page.getByRole("menu", { name: "Send later" });
  await menu.getByRole("menuitem", { name: /^In an hour, / }).waitFor();
  await inBothThemes(ann, async (theme) => assert.deepEqual(await violations(ann), [], theme));
  await keyboard.press("Enter");
  await ann.page.getByText(/^Will be sent /).waitFor();
  await ann.until("nothing is written", async () => await ann.composer.inputValue() === "");

  await ann.composer.fill("good night");
  await later.click();
  await menu.getByRole("menuitem", { name: /^At another time/ }).click();
  const time = ann.page.getByRole("dialog", { name: "Send later" });
  await time.getByLabel("When").fill("2020-01-01T10:00");
  await time.getByRole("button", { name: "Send then" }).click();
  await time.getByText("This time is over.").waitFor();
  assert.deepEqual(await violations(ann), []);
  await time.getByLabel("When").fill(`${new Date().getFullYear() + 1}-01-01T10:00`);
  await time.getByRole("button", { name: "Send then" }).click();
  await time.waitFor({ state: "detached" });

  await ann.page.getByRole("button", { name: "2 messages are sent later" }).click();
  const list = ann.page.getByRole("dialog", { name: "Messages that are sent later" });
  const first = list.getByRole("listitem").first();
  await first.getByText("good morning").waitFor();
  await inBothThemes(ann, async (theme) => assert.deepEqual(await violations(ann), [], theme));
  await first.getByRole("button", { name: "Change" }).click();
  await first.getByLabel("What it says").fill("good morning, all");
  await first.getByRole("button", { name: "Save" }).click();
  await first.locator(".quoted", { hasText: "good morning, all" }).waitFor();
  await list.getByRole("listitem").nth(1).getByRole("button", { name: "Do not send" }).click();
  await list.getByText("good night").waitFor({ state: "detached" });

  // Its time comes: said by another of ann's programs, which the page is told of.
  const { scheduled: [message] } = await ann.call<{ scheduled: ScheduledView[] }>("GET", "/api/scheduled");
  const soon = new Date(Date.now() + 1_500).toISOString();
  await ann.call("PATCH", `/api/scheduled/${message!.id}`, { send_at: soon });
  await bob.sees("good morning, all");
  await list.getByText("Nothing waits to be sent.").waitFor();
  await keyboard.press("Escape");
  await ann.sees("good morning, all");
  assert.equal(await ann.page.locator(".later-line").count(), 0);
});

browserTest("A message that may not be sent when its time has come says why, in German", async (bench) => {
  const { ann, bob, room } = await accounts(bench, "de-DE");
  await bob.visit(`/rooms/${room}`);
  const composer = bob.page.getByRole("textbox", { name: /^Nachricht an/ });
  await composer.fill("bis dann");
  await bob.page.getByRole("button", { name: "Später senden" }).click();
  await bob.page.getByRole("menuitem", { name: /^In einer Stunde, / }).click();
  await bob.page.getByText(/^Wird .* gesendet/).waitFor();
  const { scheduled: [message] } = await bob.call<{ scheduled: ScheduledView[] }>("GET", "/api/scheduled");
  const { id } = await bob.call<{ id: string }>("GET", "/api/auth/me");
  await ann.call("PUT", `/api/rooms/${room}/mutes/${id}`, {});
  await bob.call("PATCH", `/api/scheduled/${message!.id}`, { send_at: new Date(Date.now() + 1_500).toISOString() });
  await bob.page.locator(".later-line.failed").click();
  await bob.page.getByRole("dialog").getByText(/^Nicht gesendet\. /).waitFor();
  assert.deepEqual(await violations(bob), []);
});

browserTest("A guest is offered no messages for later: they may be gone by then", async (bench) => {
  const ann = await bench.person("ann");
  await ann.enter(await ann.createRoom("garden"));
  assert.equal(await ann.page.getByRole("button", { name: "Send later" }).count(), 0);
  assert.equal(await ann.page.getByRole("button", { name: "Set a status" }).count(), 0);
});
