// The room's broadcast as Bun's own documentation does it: a topic a room, published to natively.
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch(request, server) {
    const room = new URL(request.url).searchParams.get("room");
    if (server.upgrade(request, { data: { room } })) return;
    return new Response("Upgrade required", { status: 426 });
  },
  websocket: {
    open(ws) {
      ws.subscribe(ws.data.room);
      ws.send("joined");
    },
    message(ws, message) {
      server.publish(ws.data.room, message);
    },
    close(ws) {
      ws.unsubscribe(ws.data.room);
    },
  },
});
Bun.write(Bun.stdout, `listening on ${server.port}\n`);
