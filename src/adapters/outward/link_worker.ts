import { isIP } from "node:net";
import type { LinkAnswer, LinkTask, TestNet } from "./link_task.ts";
import { isPublicAddress } from "./public_address.ts";
import { readLink, type ReadOptions } from "./read_link.ts";

/** The thread that reads what strangers wrote: several links at a time. */
const thread = globalThis as unknown as {
  onmessage: ((event: MessageEvent<LinkTask>) => void) | null;
  postMessage(answer: LinkAnswer, transfer: Transferable[]): void;
};

thread.onmessage = ({ data: { id, url, net } }) => {
  readLink(url, net === undefined ? {} : optionsOf(net)).then(
    (facts) => thread.postMessage({ id, facts }, facts?.picture === undefined ? [] : [facts.picture.buffer]),
    (error: unknown) => {
      thread.postMessage({ id, reason: error instanceof Error ? error.message : "unknown fault" }, []);
    },
  );
};

function optionsOf({ names, ports, addresses, ca }: TestNet): ReadOptions {
  return {
    ports,
    ca,
    allows: (address) => addresses.includes(address) || isPublicAddress(address),
    resolve: (name) => Promise.resolve((names[name] ?? []).map((address) => ({ address, family: isIP(address) }))),
  };
}
