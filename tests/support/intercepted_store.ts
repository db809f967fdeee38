import type { Store } from "../../src/ports/store.ts";

/** Runs one call of a store, or does something else instead. `name` is `port.method`, such as `log.append`. */
export type Interceptor = (name: string, call: () => Promise<unknown>, args: readonly unknown[]) => Promise<unknown>;

export type EngineStore = Pick<
  Store,
  "log" | "rooms" | "members" | "messages" | "accounts" | "reads" | "lastSeen"
>;

/** A store whose every call of the engine's ports goes through `intercept`. */
export function interceptedStore(store: EngineStore, intercept: Interceptor): EngineStore {
  return {
    log: intercepted("log", store.log, intercept),
    rooms: intercepted("rooms", store.rooms, intercept),
    members: intercepted("members", store.members, intercept),
    messages: intercepted("messages", store.messages, intercept),
    accounts: intercepted("accounts", store.accounts, intercept),
    reads: intercepted("reads", store.reads, intercept),
    lastSeen: intercepted("lastSeen", store.lastSeen, intercept),
  };
}

function intercepted<T extends object>(port: string, target: T, intercept: Interceptor): T {
  return new Proxy(target, {
    get(_, key) {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== "function") return method;
      return (...args: readonly unknown[]) =>
        intercept(`${port}.${String(key)}`, () => Reflect.apply(method, target, args) as Promise<unknown>, args);
    },
  });
}

/** A gate that a test opens: who comes to it waits. */
export interface Held {
  readonly waiting: number;
  /** Lets everybody through who waits, and all who come. */
  open(): void;
  wait(): Promise<void>;
}

export function held(): Held {
  const { promise, resolve } = Promise.withResolvers<void>();
  let waiting = 0;
  return {
    get waiting() {
      return waiting;
    },
    open: resolve,
    wait() {
      waiting++;
      return promise;
    },
  };
}
