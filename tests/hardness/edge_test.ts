import { hardnessSuite } from "./hardness_suite.ts";

const noTime = "the runtime's server has no limit of time for headers, bodies and idle peers: a proxy before it must";
const noMemory = "the runtime gathers a message whole, up to 64 MiB and any number of fragments, before it tells of it";
const noControl = "the runtime answers pings and pongs by itself and shows neither";

hardnessSuite("edge", {
  "S4: HTTP/1.0 is no upgrade": "the runtime upgrades HTTP/1.0 and does not tell the version",
  "S10: a handshake that does not arrive in time is answered 408": noTime,
  "S10: a handshake that drips in byte by byte is not waited for longer": noTime,
  "S10: a connection on which nothing is ever said is ended": noTime,
  "S66: a body that drips in is answered 408": noTime,
  "S15: a frame that is not masked": "the runtime delivers it like any other",
  "S18: text that is cut off at the end of its last fragment": "the runtime drops the message and says nothing",
  "S19: a pong or a close frame over 125 bytes": "the runtime takes them",
  "S23: a message too big is refused as soon as its length is told": noMemory,
  "S25: fragments without an end are ended at the cap": noMemory,
  "S28: a flood of pings ends with 4429": noControl,
  "S28: a flood of pongs ends with 4429": noControl,
  "S30: a peer that says nothing is cut after the silence, not before": noControl,
  "S30: a peer that answers pings lives on, whatever it does not say": noControl,
  "S30: a peer that sends a byte of a frame now and then is cut like one that is silent": noControl,
});
