import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { call, PlainSocket } from "./rest_fixture.ts";
import { RawSocket } from "../support/raw_socket.ts";

/** Begins a guest's session from a page of the server; answers the cookie as a browser sends it back. */
async function begin(url: string): Promise<string> {
  const headers = { origin: url, "sec-fetch-site": "same-origin" };
  const { status, headers: answered } = await call(url, "POST /api/session/guest", {
    body: { username: "visitor" },
    headers,
  });
  assert.equal(status, 201);
  return answered.getSetCookie()[0]!.split(";")[0]!;
}

for (const edge of [false, true]) {
  const listener = edge ? "edge listener" : "node listener";

  Deno.test(`${listener}: a socket opens by a ticket of the session, and logging out closes it with 4401`, async () => {
    await using server = await startServer({ edge });
    const cookie = await begin(server.url);
    const own = { cookie, origin: server.url };
    const { status, body } = await call(server.url, "POST /api/ws-ticket", { headers: own });
    assert.equal(status, 200);
    const socket = await PlainSocket.open(server.wsUrl, ["parley.v1", `ticket.${body.ticket}`]);
    assert.equal((await call(server.url, "DELETE /api/session", { headers: own })).status, 204);
    assert.equal((await socket.closed()).code, 4401);
    assert.equal((await call(server.url, "GET /api/session", { headers: own })).status, 401);
    assert.ok(!server.output.includes(cookie.split("=")[1]!), "the token is in the log");
  });

  Deno.test(`${listener}: S7: the cookie alone opens no socket, from no page; S55: nor does another page use it`, async () => {
    await using server = await startServer({ edge });
    const cookie = await begin(server.url);
    const origins = [server.url, "https://evil.example", "null", undefined];
    const statuses = new Map<string | undefined, number>();
    for (const origin of origins) {
      await using socket = await RawSocket.connect(server.port);
      const { status } = await socket.handshake({ headers: { cookie, origin, host: server.address } });
      statuses.set(origin, status);
    }
    assert.deepEqual([...statuses.values()], [401, 403, 403, 401]);
    for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }, {}]) {
      const { status } = await call(server.url, "POST /api/ws-ticket", { headers: { cookie, ...headers } });
      assert.equal(status, 403, JSON.stringify(headers));
    }
  });
}
