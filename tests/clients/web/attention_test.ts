import assert from "node:assert/strict";
import type { Notices, RoomSummary } from "../../../clients/react/mod.ts";
import { spanEnd } from "../../../clients/web/attention/span_end.ts";
import { isQuiet, isWanted } from "../../../clients/web/notices/wanted.ts";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

const usual: Notices = {
  level: "mentions",
  do_not_disturb: null,
  paused_until: null,
  preview: true,
  mail: false,
  rooms: [],
};
const at = (time: string) => new Date(`2026-03-04T${time}:00.000Z`);

Deno.test("isQuiet() knows hours past midnight, of their own time zone, and a pause", () => {
  const night = { ...usual, do_not_disturb: { from: "22:00", to: "07:00", time_zone: "Europe/Berlin" } };
  const quiet = ["20:59", "21:00", "02:00", "05:59", "06:00"].map((time) => isQuiet(night, at(time)));
  assert.deepEqual(quiet, [false, true, true, true, false]);
  const noon = { ...usual, do_not_disturb: { from: "12:00", to: "13:00", time_zone: "UTC" } };
  assert.deepEqual(["11:59", "12:30", "13:00"].map((time) => isQuiet(noon, at(time))), [false, true, false]);
  assert.deepEqual(
    ["11:00", "12:00"].map((time) => isQuiet({ ...usual, paused_until: at("12:00").toISOString() }, at(time))),
    [true, false],
  );
});

Deno.test("isWanted() goes by what was said of the room while it holds, and else of all rooms", () => {
  const saying = (content: string) => ({ id: "a", lastMessage: { content } }) as RoomSummary;
  const wanted = (content: string, notices: Notices) => isWanted(saying(content), notices, "Ann", at("12:00"));
  assert.deepEqual(["hello", "ask @ann.", "@room!", "@anna", "mail@ann"].map((text) => wanted(text, usual)), [
    false,
    true,
    true,
    false,
    false,
  ]);
  assert.equal(wanted("hello", { ...usual, level: "all" }), true);
  assert.equal(isWanted({ ...saying("hello"), isDirect: true }, usual, "Ann", at("12:00")), true);
  const own = { room_id: "a", level: "nothing", own: true } as const;
  assert.equal(wanted("@ann", { ...usual, rooms: [{ ...own, until: null }] }), false);
  assert.equal(wanted("@ann", { ...usual, rooms: [{ ...own, until: at("12:01").toISOString() }] }), false);
  assert.equal(wanted("@ann", { ...usual, rooms: [{ ...own, until: at("11:59").toISOString() }] }), true);
});

Deno.test("spanEnd() ends a rest in an hour, after a day of work, or on the next morning", () => {
  const now = new Date(2026, 2, 4, 23, 30);
  assert.equal(spanEnd("always", now), null);
  assert.equal(spanEnd("hour", now), new Date(2026, 2, 5, 0, 30).toISOString());
  assert.equal(spanEnd("workday", now), new Date(2026, 2, 5, 7, 30).toISOString());
  assert.equal(spanEnd("tomorrow", now), new Date(2026, 2, 5, 8, 0).toISOString());
});

browserTest(
  "What one wants to be told of is said for one room and for all, and kept for all devices",
  async (bench) => {
    const ann = await bench.person("ann");
    const room = await ann.createRoom("garden");
    await ann.enter(room);
    const open = ann.page.getByRole("button", { name: "Notifications of this room" });
    const dialog = ann.page.getByRole("dialog", { name: /Notifications of .*garden/ });
    await open.click();
    assert.ok(await dialog.getByLabel("What I chose for all rooms").isChecked());
    await dialog.getByLabel("Nothing").check();
    await dialog.getByLabel("For how long").selectOption({ label: "One hour" });
    assert.deepEqual(await violations(ann), []);
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });

    await ann.page.keyboard.press("Control+,");
    const settings = ann.page.getByRole("dialog", { name: "Settings" });
    await settings.getByLabel("Tell me of").selectOption({ label: "Every message" });
    await settings.getByLabel("Do not disturb me at certain hours").check();
    await settings.getByLabel("From").fill("21:00");
    await settings.locator("form", { hasText: "Tell me of" }).getByRole("button", { name: "Save" }).click();
    await settings.getByText("Saved").waitFor();
    assert.deepEqual(await violations(ann), []);

    await ann.page.reload();
    await ann.composer.waitFor();
    await open.click();
    await dialog.getByText(/Holds until/).waitFor();
    assert.ok(await dialog.getByLabel("Nothing").isChecked());
    const { level, do_not_disturb } = await ann.call<Notices>("GET", "/api/notifications");
    assert.deepEqual([level, do_not_disturb], ["all", { from: "21:00", to: "07:00", time_zone: "UTC" }]);
  },
);

browserTest(
  "What was begun in one browser is gone on with in another, and gone from both when it was sent",
  async (bench) => {
    const account = { username: "ann", email: "ann@example.com", password: "correct horse" };
    const [desk, phone] = [await bench.stranger(), await bench.stranger()];
    await desk.call("POST", "/api/session/register", account);
    const room = await desk.createRoom("garden");
    await desk.enter(room);
    await desk.composer.fill("I was about to");
    await desk.until("the server has it", async () => {
      const { drafts } = await desk.call<{ drafts: unknown[] }>("GET", "/api/drafts");
      return drafts.length === 1;
    });
    await phone.call("POST", "/api/session/login", { username: "ann", password: "correct horse" });
    await phone.visit(`/rooms/${room}`);
    await phone.until("it is there", async () => await phone.composer.inputValue() === "I was about to");
    await phone.composer.press("End");
    await phone.composer.pressSequentially(" say it");
    await phone.composer.press("Enter");
    await desk.sees("I was about to say it");
    await phone.until("nothing is kept", async () => {
      const { drafts } = await phone.call<{ drafts: unknown[] }>("GET", "/api/drafts");
      return drafts.length === 0;
    });
    await desk.page.reload();
    await desk.composer.waitFor();
    await desk.until("it is gone here, too", async () => await desk.composer.inputValue() === "");
  },
);
