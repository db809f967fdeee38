import { createLinkReader } from "../../src/adapters/outward/create_link_reader.ts";
import type { TestNet } from "../../src/adapters/outward/link_task.ts";
import { createPictures } from "../../src/adapters/photon/create_pictures.ts";
import { runDecorated } from "./decorated_server.ts";

/** The server that reads links of a test's own web, too: `--net=<TestNet as JSON>`. */
const flag = "--net=";
const net: TestNet = JSON.parse(Deno.args.find((arg) => arg.startsWith(flag))?.slice(flag.length) ?? "{}");
await runDecorated(
  Deno.args.filter((arg) => !arg.startsWith(flag)),
  (store) => store,
  (basis) => ({ linkReader: createLinkReader({ ...basis, net }), pictures: createPictures(basis) }),
);
