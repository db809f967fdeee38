import assert from "node:assert/strict";
import { avatarBytesMax, avatarCacheSeconds, profilesAtOnceMax } from "../../src/limits.ts";
import { type Answer, createHttpApp } from "../support/http_app.ts";
import { bytes, jpeg, png, pngChunk } from "../support/small_images.ts";

type Fields = Record<string, string>;
const fields = (answer: Answer) => answer.body as unknown as Fields;
const typed = (type: string) => ({ "Content-Type": type });

Deno.test("PUT /api/users/me/avatar gives the profile an address that shows the picture to everybody who knows it", async () => {
  const { app, call, accountToken } = createHttpApp();
  const token = await accountToken();
  const put = await call("PUT /api/users/me/avatar", { token, body: png(4, 3), headers: typed("image/png") });
  assert.equal(put.status, 200);
  const { id, avatar_url } = fields(put);
  assert.match(avatar_url!, new RegExp(`^/api/users/${id}/avatar\\?v=[0-9a-f]{32}$`));
  assert.equal(fields(await call(`GET /api/users/${id}`, { token }))["avatar_url"], avatar_url);
  const shown = await app.request(avatar_url!, {}, { remote: "192.0.2.1" });
  assert.equal(shown.status, 200);
  assert.deepEqual(new Uint8Array(await shown.arrayBuffer()), png(4, 3));
  const { headers } = shown;
  assert.deepEqual(
    ["content-type", "x-content-type-options", "content-disposition", "cross-origin-resource-policy", "cache-control"]
      .map((name) => headers.get(name)),
    ["image/png", "nosniff", "inline", "cross-origin", `private, max-age=${avatarCacheSeconds}, immutable`],
  );
  assert.equal(headers.get("content-security-policy"), "default-src 'none'; sandbox; frame-ancestors 'none'");
  const again = await app.request(avatar_url!, { headers: { "If-None-Match": headers.get("etag")! } }, { remote: "" });
  assert.deepEqual([again.status, await again.text()], [304, ""]);
});

Deno.test("An avatar is what its content says, whatever its type says; the address changes with it and the old one ends", async () => {
  const { app, call, accountToken } = createHttpApp();
  const token = await accountToken();
  const upload = async (body: Uint8Array) =>
    fields(await call("PUT /api/users/me/avatar", { token, body, headers: typed("image/png") }))["avatar_url"]!;
  const first = await upload(png(4, 3));
  const second = await upload(jpeg(4, 3));
  assert.notEqual(first, second);
  const get = async (path: string) => await app.request(path, {}, { remote: "" });
  assert.equal((await get(second)).headers.get("content-type"), "image/jpeg");
  assert.equal((await get(first)).status, 404);
  assert.equal(await upload(png(4, 3)), first);
  assert.equal(await upload(png(4, 3, pngChunk("tEXt", [1, 2, 3]))), first, "what is taken away makes no difference");
});

Deno.test("DELETE /api/users/me/avatar and another avatar_url end the picture, and all three are told of", async () => {
  const { app, call, accountToken, profilesTold } = createHttpApp();
  const token = await accountToken();
  for (const end of ["DELETE /api/users/me/avatar", "PATCH /api/users/me"]) {
    const put = await call("PUT /api/users/me/avatar", { token, body: png(4, 3), headers: typed("image/png") });
    const body = end.startsWith("PATCH") ? { body: { avatar_url: "" } } : {};
    const ended = await call(end, { token, ...body });
    assert.deepEqual([ended.status, fields(ended)["avatar_url"]], [200, ""], end);
    assert.equal((await app.request(fields(put)["avatar_url"]!, {}, { remote: "" })).status, 404, end);
  }
  assert.equal((await call("DELETE /api/users/me/avatar", { token })).status, 200);
  const { id } = fields(await call("GET /api/users/me", { token }));
  assert.deepEqual(profilesTold, [id, id, id, id, id]);
});

Deno.test("PUT /api/users/me/avatar refuses guests, other types, and more bytes than the limit, in whatever pieces", async () => {
  const { call, accountToken, guestToken } = createHttpApp();
  const token = await accountToken();
  const refusal = async (body: unknown, headers: Record<string, string>, by = token) => {
    const answer = await call("PUT /api/users/me/avatar", { token: by, body, headers });
    return `${answer.status} ${answer.body.error.code}`;
  };
  assert.equal(await refusal(png(1, 1), typed("image/png"), await guestToken()), "403 forbidden");
  assert.equal(await refusal(png(1, 1), typed("application/json")), "415 unsupported_media_type");
  assert.equal(
    await refusal(png(1, 1), { ...typed("image/png"), "Content-Encoding": "gzip" }),
    "415 unsupported_media_type",
  );
  assert.equal(await refusal("<svg/>", typed("image/svg+xml")), "415 unsupported_media_type");
  const large = new Uint8Array(avatarBytesMax + 1);
  assert.equal(await refusal(large, typed("image/png")), "413 too_large");
  assert.equal(await refusal(new Blob([large]).stream(), typed("image/png")), "413 too_large");
  const fitting = bytes(png(1, 1), new Uint8Array(avatarBytesMax - png(1, 1).length));
  const { status } = await call("PUT /api/users/me/avatar", { token, body: fitting, headers: typed("image/png") });
  assert.equal(status, 200);
  assert.equal((await call("PUT /api/users/me/avatar", { body: png(1, 1), headers: typed("image/png") })).status, 401);
});

Deno.test("GET /api/users/:id/avatar answers 404 to a guessed address and to one of another user", async () => {
  const { call, accountToken, tokens } = createHttpApp();
  const token = await accountToken("ada");
  const put = await call("PUT /api/users/me/avatar", { token, body: png(4, 3), headers: typed("image/png") });
  const v = fields(put)["avatar_url"]!.split("=")[1]!;
  const other = (await tokens.verify(await accountToken("bob"))).id;
  assert.equal((await call(`GET /api/users/${other}/avatar?v=${v}`)).status, 404);
  assert.equal((await call(`GET /api/users/${fields(put)["id"]}/avatar?v=${"0".repeat(32)}`)).status, 404);
  for (const query of ["", "?v=", `?v=${v}0`, `?v=${v}&v=${v}`, `?v=${v}&x=1`]) {
    const { status } = await call(`GET /api/users/${fields(put)["id"]}/avatar${query}`);
    assert.equal(status, 422, query);
  }
});

Deno.test("PATCH /api/users/me keeps words of status on one line", async () => {
  const { call, accountToken } = createHttpApp();
  const token = await accountToken();
  const patch = (status_text: string) => call("PATCH /api/users/me", { token, body: { status_text } });
  assert.equal(fields(await patch(" On a train "))["status_text"], "On a train");
  assert.equal((await patch("x".repeat(100))).status, 200);
  for (const bad of ["x".repeat(101), "two\nlines", "\0"]) assert.equal((await patch(bad)).status, 422);
});

Deno.test("GET /api/users answers the profiles that exist, each once, and refuses more than the limit", async () => {
  const { call, accountToken, tokens } = createHttpApp();
  const token = await accountToken("ada");
  const ada = (await tokens.verify(token)).id;
  const bob = (await tokens.verify(await accountToken("bob"))).id;
  const none = "0".repeat(24);
  const { status, body } = await call(`GET /api/users?ids=${ada},${none},${bob},${ada}`, { token });
  const { users } = body as unknown as { users: Fields[] };
  assert.deepEqual([status, users.map(({ username }) => username).toSorted()], [200, ["ada", "bob"]]);
  assert.deepEqual(users.find(({ id }) => id === ada), (await call("GET /api/users/me", { token })).body);
  const asked = (count: number) => call(`GET /api/users?ids=${Array(count).fill(none).join()}`, { token });
  assert.equal((await asked(profilesAtOnceMax)).status, 200);
  assert.equal((await asked(profilesAtOnceMax + 1)).status, 422);
  for (const query of ["", "?ids=", "?ids=x"]) {
    assert.equal((await call(`GET /api/users${query}`, { token })).status, 422);
  }
});
