import { Doorbell, type DoorbellOptions } from "./adapters/doorbell/doorbell.ts";
import { brokerKey } from "./adapters/doorbell/seal.ts";
import { createInProcessBus } from "./adapters/in_process/broker.ts";
import type { Config } from "./config.ts";
import {
  brokerEchoMs,
  brokerSilenceMs,
  carriedCharsMax,
  upstashCarriedCharsMax,
  upstashEchoMs,
  upstashGatherMs,
  upstashSilenceMs,
} from "./limits.ts";
import type { Broker } from "./ports/broker.ts";

export type BrokerConfig = Pick<Config, "brokerUrl" | "upstashRedisRestUrl" | "upstashRedisRestToken">;

export interface BrokerPorts extends Pick<DoorbellOptions, "clock" | "random" | "log" | "meter"> {
  /** The secret that all nodes of the cluster share: what they say is signed with a key made of it. */
  readonly jwtKey: Uint8Array;
}

/** Whether nodes ring each other only within this process. */
export function isInProcess({ brokerUrl, upstashRedisRestUrl, upstashRedisRestToken }: BrokerConfig): boolean {
  return brokerUrl === "memory:" && (upstashRedisRestUrl === undefined || upstashRedisRestToken === undefined);
}

/**
 * The broker that the settings name. Does not wait for it: `subscribe` does, for a while. Only the driver that is used is
 * loaded, so that no other costs memory or start-up time.
 */
export async function openBroker(config: BrokerConfig, ports: BrokerPorts): Promise<Broker> {
  const { brokerUrl, upstashRedisRestUrl, upstashRedisRestToken } = config;
  if (brokerUrl === "memory:") {
    return upstashRedisRestUrl === undefined || upstashRedisRestToken === undefined
      ? createInProcessBus().broker()
      : await openUpstash(upstashRedisRestUrl, upstashRedisRestToken, ports);
  }
  const overTcp = {
    ...ports,
    secrets: secretsOf(brokerUrl),
    echoMs: brokerEchoMs,
    silenceMs: brokerSilenceMs,
    gatherMs: 0,
    carriedCharsMax,
    key: brokerKey(ports.jwtKey),
  };
  if (/^rediss?:/.test(brokerUrl)) {
    const { createRedisWire } = await import("./adapters/redis/redis_wire.ts");
    return new Doorbell({ ...overTcp, name: "Redis", wire: createRedisWire({ url: brokerUrl }) });
  }
  const { createNatsWire } = await import("./adapters/nats/nats_wire.ts");
  return new Doorbell({ ...overTcp, name: "NATS", wire: createNatsWire({ url: brokerUrl }) });
}

async function openUpstash(url: string, token: string, ports: BrokerPorts): Promise<Broker> {
  const { createUpstashWire } = await import("./adapters/upstash/upstash_wire.ts");
  return new Doorbell({
    ...ports,
    name: "Upstash",
    wire: createUpstashWire({ url, token, clock: ports.clock }),
    secrets: [token],
    echoMs: upstashEchoMs,
    silenceMs: upstashSilenceMs,
    gatherMs: upstashGatherMs,
    carriedCharsMax: upstashCarriedCharsMax,
    key: brokerKey(ports.jwtKey),
  });
}

/** What of an address must not be shown, as it is written and as it is meant. */
function secretsOf(text: string): string[] {
  const { username, password } = new URL(text);
  // NATS takes a token where a name would stand.
  const secret = password === "" ? username : password;
  return [text, secret, decodeURIComponent(secret)].filter((part) => part !== "");
}
