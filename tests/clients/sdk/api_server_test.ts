import assert from "node:assert/strict";
import { createSoleTab, Parley, ParleyApi } from "../../../clients/sdk/mod.ts";
import { startServer } from "../../support/server_process.ts";

/** A picture of one point, PNG. */
const point = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

Deno.test("An invitation leads into a private room, and shows as much before as helps to decide", async () => {
  await using server = await startServer();
  const { url } = server;
  const [ann, bob] = [new Parley({ url, tabs: createSoleTab }), new Parley({ url, tabs: createSoleTab })];
  await ann.register({ username: "ann", email: "ann@example.com", password: "correct horse" });
  await bob.guest("bob");
  const secret = await ann.account.get()!.rooms.create({ name: "secret", is_private: true });
  const { code } = await ann.api.invites.create(secret.id, { uses_max: 1 });
  assert.equal((await new ParleyApi({ url }).invites.preview(code)).room_name, "secret");
  assert.deepEqual((await ann.api.invites.list(secret.id)).invites.map((invite) => invite.code), [code]);
  const joined = await bob.account.get()!.rooms.accept(code);
  assert.deepEqual([joined.id, joined.isMember, joined.unread], [secret.id, true, 0]);
  const other = await ann.api.invites.create(secret.id);
  await ann.api.invites.revoke(secret.id, other.code);
  await assert.rejects(bob.api.invites.preview(other.code), { code: "invite_revoked" });
  await Promise.all([ann.close(), bob.close()]);
});

Deno.test("A profile has the picture that was uploaded, until it is taken away", async () => {
  await using server = await startServer();
  const api = new ParleyApi({ url: server.url });
  await api.register({ username: "ann", email: "ann@example.com", password: "correct horse" });
  const { user } = await api.login({ username: "ann", password: "correct horse" });
  const bytes = Uint8Array.from(atob(point), (unit) => unit.charCodeAt(0));
  const { avatar_url } = await api.users.setAvatar(new Blob([bytes], { type: "image/png" }));
  const picture = await fetch(`${server.url}${avatar_url}`);
  assert.deepEqual([picture.status, picture.headers.get("content-type")], [200, "image/png"]);
  await picture.body?.cancel();
  assert.deepEqual((await api.users.list([user.id])).users.map(({ username }) => username), ["ann"]);
  assert.equal((await api.users.removeAvatar()).avatar_url, "");
});

Deno.test("Who is online, how far one has read and what is unread can be asked for", async () => {
  await using server = await startServer();
  const [ann, bob] = [new ParleyApi({ url: server.url }), new ParleyApi({ url: server.url })];
  await Promise.all([ann.guest("ann"), bob.guest("bob")]);
  const { id } = await ann.rooms.create({ name: "here" });
  await bob.rooms.join(id);
  for (const text of ["one", "two"]) await bob.messages.send(id, text);
  assert.equal((await ann.rooms.read(id)).unread, 2);
  const { head, unread } = await ann.rooms.markRead(id, 3);
  assert.deepEqual([head, unread], [4, 1]);
  assert.deepEqual((await ann.rooms.unread()).rooms.map(({ room_id, unread }) => [room_id, unread]), [[id, 1]]);
  const { count, members } = await ann.rooms.presence(id);
  assert.deepEqual([count, members.map(({ username }) => username)], [0, ["ann", "bob"]]);
});
