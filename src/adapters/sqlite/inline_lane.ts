import type { Engine } from "./engine.ts";
import { failureOf } from "./failure.ts";
import { CallFault, type CallName, closedFault, type Lane } from "./lane.ts";

/** Calls the engine in this thread: settles in microtasks, without a timer, the same way every time. */
export function createInlineLane(engine: Engine): Lane {
  let open = true;

  function run<N extends CallName>(name: N, args: Parameters<Engine[N]>): ReturnType<Engine[N]> {
    if (!open) throw closedFault();
    const method = engine[name] as (...args: Parameters<Engine[N]>) => ReturnType<Engine[N]>;
    try {
      return method(...args);
    } catch (error) {
      const { failed, message } = failureOf(error);
      throw new CallFault(failed, message, error);
    } finally {
      engine.tidy();
    }
  }

  return {
    call: (name, ...args) => {
      try {
        return Promise.resolve(run(name, args));
      } catch (fault) {
        return Promise.reject(fault);
      }
    },
    close: () => {
      if (open) engine.close();
      open = false;
      return Promise.resolve();
    },
  };
}
