import assert from "node:assert/strict";
import { createThreadBroker, type ThreadBroker } from "../../../src/adapters/in_process/thread_broker.ts";
import { Ear, head, until } from "../../contract/broker/broker_cases.ts";
import { type BrokerCluster, brokerContract, networkCases } from "../../contract/broker_contract.ts";

let made = 0;

const named = (): ThreadBroker => createThreadBroker((++made).toString(16).padStart(16, "0"));

/** Every pair of nodes gets a channel, as the nodes of the threads of one process do. */
function openCluster(): Promise<BrokerCluster> {
  const nodes: ThreadBroker[] = [];
  return Promise.resolve({
    node() {
      const broker = named();
      for (const other of nodes) join(broker, other);
      nodes.push(broker);
      return Promise.resolve(broker);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((broker) => broker.close()));
    },
  });
}

function join(one: ThreadBroker, other: ThreadBroker): void {
  const { port1, port2 } = new MessageChannel();
  one.connect(port1);
  other.connect(port2);
}

brokerContract("Between threads", openCluster, {
  skip: Object.fromEntries(networkCases.map((title) => [title, "there is no network within a process"])),
});

Deno.test("between threads, a node that is gone does not keep the others from hearing each other", async () => {
  const [one, gone, other, ear] = [named(), named(), named(), new Ear()];
  join(one, gone);
  join(one, other);
  await gone.close();
  await other.subscribe(ear);
  one.publish(head(1));
  await until("the other hears it", 5_000, () => ear.heard.length > 0);
  assert.deepEqual(ear.heard, [head(1)]);
  await Promise.all([one.close(), other.close()]);
});

Deno.test("between threads, a node that has closed takes no further channel", async () => {
  const [closed, other, ear] = [named(), named(), new Ear()];
  await closed.close();
  join(closed, other);
  await closed.subscribe(ear);
  other.publish(head(1));
  await new Promise((resolve) => void setImmediate(resolve));
  assert.deepEqual([ear.heard, ear.resyncs], [[], 0]);
  await other.close();
});
