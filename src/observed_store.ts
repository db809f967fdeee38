import type { Clock } from "./ports/clock.ts";
import type { Meter } from "./ports/meter.ts";
import type { Store } from "./ports/store.ts";

export interface ObservedStoreDeps {
  readonly clock: Pick<Clock, "monotonic">;
  readonly meter: Pick<Meter, "observe">;
  /** The store has answered a call that began then (monotonic milliseconds): what it said is no older. */
  readonly answered: (since: number) => void;
}

type Method = (...args: unknown[]) => unknown;

/**
 * The store as its callers see it, with the time of every call by its name ("log.append"), whatever adapter answers. Every
 * answer counts but `unavailable`, which is thrown.
 */
export function observeStore(store: Store, deps: ObservedStoreDeps): Store {
  return observed(store, "", deps);
}

/** A view of a part whose methods are timed, and whose parts are views. */
function observed<T extends object>(part: T, path: string, deps: ObservedStoreDeps): T {
  const views = new Map<PropertyKey, unknown>();
  return new Proxy(part, {
    get(target, key) {
      const known = views.get(key);
      if (known !== undefined) return known;
      const value: unknown = Reflect.get(target, key, target);
      const name = `${path}${String(key)}`;
      let view = value;
      if (typeof value === "function") {
        view = name === "close" ? value.bind(target) : timed(value as Method, target, name, deps);
      } else if (typeof value === "object" && value !== null) view = observed(value, `${name}.`, deps);
      views.set(key, view);
      return view;
    },
  });
}

function timed(method: Method, target: object, name: string, { clock, meter, answered }: ObservedStoreDeps): Method {
  return async (...args) => {
    const since = clock.monotonic();
    try {
      const answer = await method.apply(target, args);
      if (!isUnknown(answer)) answered(since);
      return answer;
    } finally {
      meter.observe("store_seconds", (clock.monotonic() - since) / 1_000, name);
    }
  };
}

/** An append that timed out is no answer. */
function isUnknown(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && "kind" in answer && answer.kind === "unknown";
}
