import type { Doorbell } from "../../../src/adapters/doorbell/doorbell.ts";
import { createRedisWire } from "../../../src/adapters/redis/redis_wire.ts";
import { brokerChannels } from "../../../src/limits.ts";
import { type BrokerCluster, brokerContract } from "../../contract/broker_contract.ts";
import { redisMissing, RedisServer } from "../../support/redis_server.ts";
import { TcpProxy } from "../../support/tcp_proxy.ts";
import { nonsense, openDoorbell } from "../doorbell/open_doorbell.ts";

async function openCluster(): Promise<BrokerCluster> {
  const server = await RedisServer.start();
  const proxy = await TcpProxy.open(() => server.port);
  const nodes: Doorbell[] = [];
  return {
    node() {
      const broker = openDoorbell(createRedisWire({ url: server.urlAt(proxy.port) }));
      nodes.push(broker);
      return Promise.resolve(broker);
    },
    sever() {
      proxy.set("refused");
      return Promise.resolve();
    },
    heal() {
      proxy.set("open");
      return Promise.resolve();
    },
    async babble() {
      for (let n = 0; n < brokerChannels; n++) {
        for (const text of nonsense) await server.command("PUBLISH", `parley:0:bell:${n}`, text);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((broker) => broker.close()));
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

brokerContract("Redis", openCluster, { missing: redisMissing });
