import assert from "node:assert/strict";
import type { RawAnswer } from "../support/raw_socket.ts";
import type { RealServer } from "../support/real_server.ts";
import type { Attacks } from "./attack.ts";

const adminKey = "an-administrators-key-of-the-tests";
const options = { adminKey, limits: { authPerMinute: 0 } };

/** What is written to the wire, byte by byte: `fetch` would tidy a path up. */
async function sent(server: RealServer, line: string, headers: readonly string[] = [], body = ""): Promise<RawAnswer> {
  const peer = await server.connect();
  const length = body === "" ? [] : ["Content-Type: application/json", `Content-Length: ${body.length}`];
  const head = [`${line} HTTP/1.1`, "Host: parley.test", "Connection: close", ...length, ...headers];
  await peer.send(`${head.join("\r\n")}\r\n\r\n${body}`);
  return await peer.readAnswer();
}

const bearing = (token: string) => `Authorization: Bearer ${token}`;

export const dressedCases: Attacks = {
  "S63: an administrator's path in no dress is open to a user's token": {
    options,
    run: async (server) => {
      const user = bearing(server.token(1));
      const victim = "f".repeat(24);
      const paths = [
        "/admin",
        "//admin",
        "/%61dmin",
        "/admin;/",
        "/api/admin",
        "//api/admin/audit",
        "/api//admin/audit",
        "/api/%61dmin/audit",
        "/api/admin/%61udit",
        "/api/admin;/audit",
        "/api/admin/audit;x=1",
        "/api/admin/audit/",
        "/api/./admin/audit",
        "/api/rooms/../admin/audit",
        "/api/rooms/..%2fadmin/audit",
        "/api/rooms/%2e%2e/admin/audit",
        "/API/ADMIN/AUDIT",
        "/api/admin/audit%00",
        "/api/admin/audit%20",
        "/api/admin/audit?x=/api/rooms",
        "/api/admin\\audit",
        "http://parley.test/api/admin/audit",
        "http://127.0.0.1/api/admin/audit",
        "/api/embed/channels",
        "/api/embed//channels",
      ];
      for (const path of paths) {
        for (const method of ["GET", "HEAD", "POST", "PATCH", "get"]) {
          const { status, body } = await sent(server, `${method} ${path}`, [user]);
          assert.ok(status >= 400 && status < 500, `${method} ${path}: ${status}`);
          assert.ok(!/"(records|channels)"/.test(body), `${method} ${path}: ${body}`);
        }
      }
      // The key is no help to who dresses the path up either: there is nothing there.
      const { status } = await sent(server, "GET /api//admin/audit", [bearing(adminKey)]);
      assert.ok(status >= 400 && status < 500, `${status}`);
      assert.equal((await sent(server, "GET /api/admin/audit", [bearing(adminKey)])).status, 200);
      for (const line of [`POST /api/admin/users/${victim}/disable`, `DELETE /api/admin/users/${victim}`]) {
        for (const headers of [[user], [`X-Admin-Key: ${adminKey}`], [`Cookie: parley_session=${adminKey}`]]) {
          assert.ok([401, 403].includes((await sent(server, line, headers)).status), `${line} ${headers}`);
        }
      }
    },
  },

  "S63: no header, query or field makes another method of a request": {
    options,
    run: async (server) => {
      const user = bearing(server.token(1));
      const made = await server.call(1, "POST", "/api/rooms", { name: "mine" });
      const path = `/api/rooms/${made.body["id"]}`;
      for (const name of ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-Method"]) {
        assert.equal((await sent(server, `GET ${path}`, [user, `${name}: DELETE`])).status, 200);
        assert.equal((await sent(server, `POST ${path}`, [user, `${name}: DELETE`])).status, 405);
      }
      for (const name of ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Uri"]) {
        const { body } = await sent(server, `GET ${path}`, [user, `${name}: /api/admin/audit`]);
        assert.equal(JSON.parse(body).name, "mine", name);
      }
      assert.ok([200, 422].includes((await sent(server, `GET ${path}?_method=DELETE`, [user])).status));
      const field = await sent(server, `POST ${path}/join`, [user], '{"_method":"DELETE"}');
      assert.equal(field.status, 422);
      for (const method of ["TRACE", "CONNECT", "PROPFIND", "DEBUG", "DELETEX"]) {
        // Node's parser knows some of them, and hangs up on who wants a tunnel.
        const answer = await sent(server, `${method} ${path}`, [user]).catch(() => undefined);
        assert.ok(answer === undefined || answer.status >= 400, `${method}: ${answer?.status}`);
      }
      assert.equal((await server.call(1, "GET", path)).status, 200, "the room is still there");
    },
  },
};
