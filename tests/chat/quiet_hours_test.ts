import assert from "node:assert/strict";
import { isQuiet } from "../../src/chat/quiet_hours.ts";

const at = (text: string): number => Date.parse(text);

Deno.test("quiet hours go past midnight, by the clocks of their time zone, from inclusive and to exclusive", () => {
  const night = { from: "22:00", to: "07:00", time_zone: "Europe/Berlin" };
  const quiet = ["2026-01-02T21:00:00Z", "2026-01-03T05:59:59Z", "2026-01-02T23:30:00Z", "2026-01-03T00:00:00Z"];
  const loud = ["2026-01-02T20:59:59Z", "2026-01-03T06:00:00Z", "2026-01-02T11:00:00Z"];
  for (const text of quiet) assert.equal(isQuiet(night, at(text)), true, text);
  for (const text of loud) assert.equal(isQuiet(night, at(text)), false, text);
});

Deno.test("quiet hours follow the summer time of their zone", () => {
  const night = { from: "22:00", to: "07:00", time_zone: "Europe/Berlin" };
  assert.equal(isQuiet(night, at("2026-07-02T20:00:00Z")), true);
  assert.equal(isQuiet(night, at("2026-01-02T20:00:00Z")), false);
});

Deno.test("quiet hours may lie within a day, be of any zone, and last the whole day", () => {
  const noon = { from: "12:00", to: "13:30", time_zone: "Asia/Kolkata" };
  assert.equal(isQuiet(noon, at("2026-01-02T06:30:00Z")), true);
  assert.equal(isQuiet(noon, at("2026-01-02T07:59:00Z")), true);
  assert.equal(isQuiet(noon, at("2026-01-02T08:00:00Z")), false);
  assert.equal(isQuiet(noon, at("2026-01-02T06:29:00Z")), false);
  const always = { from: "08:00", to: "08:00", time_zone: "UTC" };
  for (const text of ["2026-01-02T08:00:00Z", "2026-01-02T07:59:00Z"]) assert.equal(isQuiet(always, at(text)), true);
});
