// The broadcast of the `ws` package's own README, a set of clients a room. Compression is off, as by default.
const { WebSocket, WebSocketServer } = require("ws");

const rooms = new Map();

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => {
  process.stdout.write(`listening on ${server.address().port}\n`);
});

server.on("connection", (socket, request) => {
  const name = new URL(request.url, "http://localhost").searchParams.get("room");
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room.add(socket));
  socket.on("message", (data, isBinary) => {
    for (const client of room) {
      if (client.readyState === WebSocket.OPEN) client.send(data, { binary: isBinary });
    }
  });
  socket.on("error", () => socket.terminate());
  socket.on("close", () => room.delete(socket));
  socket.send("joined");
});
