/// <reference lib="dom" />
import assert from "node:assert/strict";
import { pathOf, type Route, routeOf } from "../../../clients/web/routing/route.ts";

Deno.test("Every place has an address, and every address leads to its place", () => {
  const room = "0123456789abcdef01234567";
  const routes: Route[] = [
    { page: "home" },
    { page: "room", room },
    { page: "room", room, seq: 120 },
    { page: "room", room, seq: 120, thread: true },
    { page: "room", room, seq: 120, thread: 123 },
    { page: "invitation", code: "abc" },
  ];
  for (const route of routes) assert.deepEqual(routeOf(pathOf(route)), route);
  for (
    const path of [
      `/rooms/${room}/0`,
      `/rooms/${room}/12x`,
      "/rooms/short",
      `/rooms/${room}/thread`,
      `/rooms/${room}/12/thread/0`,
    ]
  ) {
    assert.deepEqual(routeOf(path), { page: "home" }, path);
  }
});
