import assert from "node:assert/strict";
import type { Store } from "../../src/ports/store.ts";
import { Faults, meanwhile, rows, shown } from "./authz_asks.ts";
import { pathOf } from "./authz_table.ts";
import { adminKey, ask, AuthzWorld } from "./authz_world.ts";

const canary = "canary of the driver: SELECT password FROM /var/lib";

/** A store whose ports fail while they are told to; whether it is there it goes on to say. */
class FailingPorts {
  failing = false;
  calls = 0;

  readonly decorate = (store: Store): Store =>
    new Proxy(store, {
      get: (target, key) => {
        const port: unknown = Reflect.get(target, key);
        if (typeof port === "function") return port.bind(target);
        return typeof port === "object" && port !== null ? this.#port(port) : port;
      },
    });

  #port(port: object): object {
    return new Proxy(port, {
      get: (target, key) => {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== "function") return method;
        return (...args: readonly unknown[]) => {
          if (!this.failing) return Reflect.apply(method, target, args);
          this.calls++;
          return Promise.reject(new Error(canary));
        };
      },
    });
  }
}

Deno.test("S75: whatever call of the store fails, each path answers it as a fault of the server, and tells nothing of it", async () => {
  const ports = new FailingPorts();
  await using world = await AuthzWorld.start({ adminKey, decorate: ports.decorate });
  const before = await world.state();
  let failed = 0;
  {
    using faults = new Faults();
    ports.failing = true;
    for (const [line, row] of rows) {
      const token = row.kind === "administrator" ? adminKey : world.token("owner");
      const asked = { token, ...row.ask?.(world.names) };
      const calls = ports.calls;
      const reply = await meanwhile(world, ask(world.server, pathOf(line, row, world.names), asked));
      faults.expect(!reply.text.includes("canary"), `${line}: ${shown(reply)}`);
      if (reply.status >= 500) {
        failed++;
        const told = line === "GET /ready" || /^(internal|unavailable|overloaded)$/.test(reply.code ?? "");
        faults.expect(told, `${line}: ${shown(reply)}`);
      } else {
        // What is refused at sight, or has what it needs in memory, is answered as ever.
        faults.expect(ports.calls === calls || reply.status >= 400, `${line}: ${shown(reply)}`);
      }
    }
    ports.failing = false;
  }
  assert.ok(failed > rows.length / 2, `${failed} of ${rows.length}`);
  assert.equal(await meanwhile(world, world.state()), before, "nothing was done by halves");
  await meanwhile(world, world.server.assertServes().then(() => true));
});
