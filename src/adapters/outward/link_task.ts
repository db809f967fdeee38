import type { LinkFacts } from "../../ports/link_reader.ts";

/** Servers of tests, which are not public: which names lead to them, and what else may be connected to. */
export interface TestNet {
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly ports: readonly number[];
  readonly addresses: readonly string[];
  readonly ca?: string;
}

/** What the thread is asked. */
export interface LinkTask {
  readonly id: number;
  readonly url: string;
  readonly net?: TestNet | undefined;
}

/** `facts` absent: there is nothing to be shown; `reason`: why, where that is a fault. */
export interface LinkAnswer {
  readonly id: number;
  readonly facts?: LinkFacts | undefined;
  readonly reason?: string;
}
