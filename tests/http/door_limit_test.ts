import assert from "node:assert/strict";
import { createDoorLimit } from "../../src/http/door_limit.ts";
import type { UpgradeRequest } from "../../src/http/upgrade_request.ts";
import { refusedUpgradesBurst, refusedUpgradesPerSecondMax } from "../../src/limits.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { FalseClock } from "../support/false_clock.ts";

function from(remote: string, forwarded?: string): UpgradeRequest {
  const headers = new Map(forwarded === undefined ? [] : [["x-forwarded-for", [forwarded]]]);
  return { method: "GET", httpVersion: "1.1", path: "/ws", query: "", headers, remote };
}

const bad = new ParleyError("unauthorized");

Deno.test("DoorLimit tells an address that was refused too often to stay away, and forgives it in time", async () => {
  const clock = new FalseClock();
  const door = createDoorLimit({ clock, trustProxyHops: 0 });
  for (let i = 0; i < refusedUpgradesBurst; i++) assert.equal(door.refusal(from("192.0.2.1"), bad), bad);
  const limited = door.refusal(from("192.0.2.1"), bad);
  assert.equal(limited.code, "rate_limited");
  assert.equal(limited.retryAfterMs, 1_000 / refusedUpgradesPerSecondMax);
  assert.equal(door.refusal(from("192.0.2.2"), bad), bad);
  await clock.tick(1_000 / refusedUpgradesPerSecondMax);
  assert.equal(door.refusal(from("192.0.2.1"), bad), bad);
});

Deno.test("DoorLimit counts the 64 bits of an IPv6 subscriber as one, and believes proxies only as it is told", () => {
  const fill = (trustProxyHops: number, nth: (i: number) => UpgradeRequest) => {
    const door = createDoorLimit({ clock: new FalseClock(), trustProxyHops });
    for (let i = 0; i < refusedUpgradesBurst; i++) door.refusal(nth(i), bad);
    return (request: UpgradeRequest) => door.refusal(request, bad).code;
  };
  const six = fill(0, (i) => from(`2001:db8::${i.toString(16)}`));
  assert.equal(six(from("2001:db8::ffff")), "rate_limited");
  assert.equal(six(from("2001:db8:0:1::1")), "unauthorized");
  const direct = fill(0, (i) => from("192.0.2.1", `198.51.100.${i % 250}`));
  assert.equal(direct(from("192.0.2.1", "203.0.113.9")), "rate_limited");
  const behind = fill(1, () => from("192.0.2.1", "203.0.113.9, 198.51.100.1"));
  assert.equal(behind(from("192.0.2.1", "203.0.113.10, 198.51.100.1")), "rate_limited");
  assert.equal(behind(from("192.0.2.1", "198.51.100.1, 198.51.100.2")), "unauthorized");
});
