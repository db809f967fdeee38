import type { Doorbell } from "../../../src/adapters/doorbell/doorbell.ts";
import { createSystemClock } from "../../../src/adapters/system/clock.ts";
import { createUpstashWire } from "../../../src/adapters/upstash/upstash_wire.ts";
import { upstashChannels, upstashEchoMs, upstashGatherMs, upstashSilenceMs } from "../../../src/limits.ts";
import { type BrokerCluster, brokerContract } from "../../contract/broker_contract.ts";
import { redisMissing, RedisServer } from "../../support/redis_server.ts";
import { UpstashGateway } from "../../support/upstash_gateway.ts";
import { nonsense, openDoorbell } from "../doorbell/open_doorbell.ts";

async function openCluster(encodesStreams: boolean): Promise<BrokerCluster> {
  const redis = await RedisServer.start();
  const gateway = new UpstashGateway(redis.url);
  gateway.faults.encodesStreams = encodesStreams;
  const nodes: Doorbell[] = [];
  return {
    node() {
      const wire = createUpstashWire({ url: gateway.url, token: gateway.token, clock: createSystemClock() });
      const times = { echoMs: upstashEchoMs, silenceMs: upstashSilenceMs, gatherMs: upstashGatherMs };
      const broker = openDoorbell(wire, times);
      nodes.push(broker);
      return Promise.resolve(broker);
    },
    sever() {
      gateway.faults.status = 500;
      gateway.endStreams();
      return Promise.resolve();
    },
    heal() {
      delete gateway.faults.status;
      return Promise.resolve();
    },
    async babble() {
      for (let n = 0; n < upstashChannels; n++) {
        for (const text of nonsense) await redis.command("PUBLISH", `parley:bell:${n}`, text);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((broker) => broker.close()));
      await gateway[Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
    },
  };
}

brokerContract("Upstash", () => openCluster(false), { missing: redisMissing });
brokerContract("Upstash with encoded streams", () => openCluster(true), { missing: redisMissing });
