import { createEdgeListener } from "../../src/listeners/edge/edge_listener.ts";
import { createNodeListener } from "../../src/listeners/node/node_listener.ts";
import { connectionContract } from "../contract/connection_contract.ts";

const here = { host: "127.0.0.1", port: 0 };

connectionContract("node listener", (deps) => createNodeListener({ ...deps, ...here }));

const noCut = "the runtime offers no way to cut a connection";

connectionContract("edge listener", (deps) => createEdgeListener({ ...deps, ...here }), {
  "alive() is told of every ping and pong of the peer":
    "the runtime answers pings by itself and shows no control frame",
  "ping() sends a ping frame": "the runtime pings by itself, at half of idleTimeout, and offers no ping",
  "the socket is cut when the peer does not answer close() within closeHandshakeMs": noCut,
  "the socket of a peer that does not read is cut when close() cannot reach it": noCut,
  "terminate() frees the socket of a peer that does not read, the kernel's buffers too": noCut,
  "an offer to upgrade to another protocol is ignored on a request with a body":
    "the runtime answers 400 to a body beside an offer to upgrade",
  "stopAccepting() makes the machine refuse new connections":
    "the runtime's shutdown would end every WebSocket; new requests get 503 instead",
});
