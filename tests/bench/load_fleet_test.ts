import assert from "node:assert/strict";
import { LoadFleet } from "../../bench/load_fleet.ts";

const members = Array.from({ length: 10 }, (_, i) => ({ token: `member${i}`, room: `room${i % 2}` }));

/** Hands every message to all in the room of its sender, and remembers who sent. */
function serve(): { server: Deno.HttpServer<Deno.NetAddr>; senders: Set<WebSocket>; sockets: Set<WebSocket> } {
  const rooms = new Map<string, Set<WebSocket>>();
  const senders = new Set<WebSocket>();
  const sockets = new Set<WebSocket>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    const name = new URL(request.url).searchParams.get("room")!;
    const room = rooms.get(name) ?? new Set();
    rooms.set(name, room.add(socket));
    sockets.add(socket);
    socket.onopen = () => socket.send("joined");
    socket.onmessage = ({ data }) => {
      senders.add(socket);
      for (const member of room) if (member.readyState === WebSocket.OPEN) member.send(data);
    };
    socket.onclose = () => room.delete(socket);
    return response;
  });
  return { server, senders, sockets };
}

for (const [talkers, threads] of [[0, 1], [0, 2], [3, 1], [3, 2]] as const) {
  const who = talkers === 0 ? "everybody talks" : `${talkers} of them talk`;
  Deno.test(`LoadFleet.load() counts what ${threads} threads of members hear when ${who}`, async () => {
    const { server, senders, sockets } = serve();
    await using _ended = server;
    using fleet = new LoadFleet(threads, talkers);
    const opened = await fleet.open(server.addr.port, members, 4, "plain");
    assert.deepEqual([opened.opened, opened.failure, sockets.size], [10, undefined, 10]);
    const { sent, delivered, closed, refusals, bytes, latency } = await fleet.load(200, 0.5, 190);
    assert.deepEqual([sent, delivered, closed, refusals, bytes], [100, 500, 0, [], 500 * 190]);
    assert.equal(latency.total, 500);
    assert.equal(senders.size, talkers === 0 ? 10 : talkers);
    await fleet.close();
  });
}

Deno.test("LoadFleet.open() tells why members could not connect", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  using fleet = new LoadFleet(1);
  const { opened, failure } = await fleet.open(port, members, 4, "plain");
  assert.equal(opened, 0);
  assert.match(failure ?? "", /ECONNREFUSED/);
});
