import assert from "node:assert/strict";
import { createInProcessBus } from "../../../src/adapters/in_process/broker.ts";
import type { Broker } from "../../../src/ports/broker.ts";
import { Ear, head } from "../../contract/broker/broker_cases.ts";
import { type BrokerCluster, brokerContract, networkCases } from "../../contract/broker_contract.ts";

function openCluster(): Promise<BrokerCluster> {
  const bus = createInProcessBus();
  const nodes: Broker[] = [];
  return Promise.resolve({
    node() {
      const broker = bus.broker();
      nodes.push(broker);
      return Promise.resolve(broker);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((broker) => broker.close()));
    },
  });
}

brokerContract("In process", openCluster, {
  limitMs: 1_000,
  skip: Object.fromEntries(networkCases.map((title) => [title, "there is no network within a process"])),
});

Deno.test("a signal on its way to a node that closes meanwhile is not delivered", async () => {
  const bus = createInProcessBus();
  const [one, other, ear] = [bus.broker(), bus.broker(), new Ear()];
  await other.subscribe(ear);
  one.publish(head(1));
  await other.close();
  await Promise.resolve();
  assert.deepEqual(ear.heard, []);
});

Deno.test("two buses of one process hear nothing of each other", async () => {
  const [one, other, ear] = [createInProcessBus().broker(), createInProcessBus().broker(), new Ear()];
  await other.subscribe(ear);
  one.publish(head(1));
  await new Promise((resolve) => void setImmediate(resolve));
  assert.deepEqual(ear.heard, []);
});
