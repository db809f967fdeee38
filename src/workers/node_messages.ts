import type { StoreRole } from "../adapters/sqlite/store_line.ts";
import type { MetricSnapshot } from "../adapters/system/metric_sum.ts";
import type { Config } from "../config.ts";
import type { ListenAt } from "../listeners/listener.ts";
import type { LogLevel } from "../ports/log.ts";
import type { LimitSettings } from "../server.ts";

/** What may change in a running node. */
export interface NodeSettings {
  readonly limits: LimitSettings;
  readonly logLevel: LogLevel;
}

export interface NodeStart extends NodeSettings {
  readonly kind: "start";
  readonly config: Config;
  readonly jwtKey: Uint8Array;
  /** 0: any free one, for the first node; the others get the same. */
  readonly port: number;
}

export interface MetricsPage {
  readonly contentType: string;
  readonly body: string;
}

/** What a node's thread is told: `start` first. */
export type ToNode =
  | NodeStart
  /** The end of a channel to another node. */
  | { readonly kind: "peer"; readonly port: MessagePort }
  | ({ readonly kind: "settings" } & NodeSettings)
  | { readonly kind: "store_ended"; readonly role: StoreRole; readonly message: string }
  /** Wants a `snapshot`. */
  | { readonly kind: "collect" }
  /** Answers `metrics`; without a page where there is none. */
  | { readonly kind: "page"; readonly id: number; readonly page?: MetricsPage }
  | { readonly kind: "stop" };

/** What it tells. */
export type FromNode =
  | { readonly kind: "log"; readonly level: LogLevel; readonly message: string; readonly fields: object }
  | { readonly kind: "dial"; readonly role: StoreRole; readonly port: MessagePort }
  | { readonly kind: "listening"; readonly address: ListenAt }
  | { readonly kind: "snapshot"; readonly snapshot: MetricSnapshot }
  /** Somebody asks this node for the metrics of all. */
  | { readonly kind: "metrics"; readonly id: number }
  /** It serves nobody any more; its thread may be ended. The reason is a sentence for the operator. */
  | { readonly kind: "ended"; readonly reason: string; readonly snapshot: MetricSnapshot };
