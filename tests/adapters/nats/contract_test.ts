import { connect } from "@nats-io/transport-node";
import type { Doorbell } from "../../../src/adapters/doorbell/doorbell.ts";
import { createNatsWire } from "../../../src/adapters/nats/nats_wire.ts";
import { brokerChannels } from "../../../src/limits.ts";
import { type BrokerCluster, brokerContract } from "../../contract/broker_contract.ts";
import { natsMissing, NatsServer } from "../../support/nats_server.ts";
import { TcpProxy } from "../../support/tcp_proxy.ts";
import { nonsense, openDoorbell } from "../doorbell/open_doorbell.ts";

async function openCluster(): Promise<BrokerCluster> {
  const server = await NatsServer.start();
  const proxy = await TcpProxy.open(() => server.port);
  const nodes: Doorbell[] = [];
  return {
    node() {
      const broker = openDoorbell(createNatsWire({ url: `nats://127.0.0.1:${proxy.port}` }));
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
      const connection = await connect({ servers: `127.0.0.1:${server.port}` });
      for (let n = 0; n < brokerChannels; n++) {
        for (const text of nonsense) connection.publish(`parley.bell.${n}`, text);
        connection.publish(`parley.bell.${n}`, new Uint8Array([0xff, 0xfe, 0x7b]));
      }
      await connection.flush();
      await connection.close();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((broker) => broker.close()));
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

brokerContract("NATS", openCluster, { missing: natsMissing });
