// A Socket.IO server with the in-memory adapter, WebSocket only, tuned as its page on performance and memory says.
const { createServer } = require("node:http");
const { Server } = require("socket.io");

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false });

// The first request of a connection is not needed any more, and large.
io.engine.on("connection", (socket) => {
  socket.request = null;
});

io.on("connection", (socket) => {
  socket.on("join", (room) => {
    socket.join(room);
    socket.on("message", (message) => io.to(room).emit("message", message));
    socket.emit("joined");
  });
});

http.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, () => {
  process.stdout.write(`listening on ${http.address().port}\n`);
});
