import assert from "node:assert/strict";
import { parse } from "yaml";
import { readConfig } from "../../src/config.ts";
import { deployFaults } from "../../src/config/deploy_faults.ts";
import { root } from "./document.ts";

/** docker-compose.yml cannot be run where there is no Docker: what can be checked of it is. `deno task cluster` runs the same. */

interface Service {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly networks: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: unknown;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const compose = parse(await Deno.readTextFile(`${root}/docker-compose.yml`)) as Compose;
const caddyfile = await Deno.readTextFile(`${root}/deploy/Caddyfile`);
const dockerfile = await Deno.readTextFile(`${root}/Dockerfile`);

/** As Compose does it, where nothing but the secret is set. */
function filledIn(text: string): string {
  return text.replaceAll(/\$\{\w+:([-?])([^}]*)\}/g, (_, kind, value) => kind === "?" ? "s".repeat(32) : value);
}

Deno.test("docker-compose.yml names no service, network or volume that it does not have", () => {
  const { services, networks, volumes } = compose;
  assert.deepEqual(Object.keys(services).sort(), ["app", "mongo", "proxy", "redis"]);
  for (const [name, service] of Object.entries(services)) {
    for (const other of Object.keys(service.depends_on ?? {})) {
      assert.ok(other in services, `${name} depends on ${other}`);
      // The server's own check is in its image.
      assert.ok(other === "app" || services[other]?.healthcheck !== undefined, `${other} has no health check`);
    }
    for (const network of service.networks) assert.ok(network in networks, `${name}: ${network}`);
    for (const volume of service.volumes ?? []) {
      assert.ok(volume.startsWith("./") || volume.split(":")[0]! in volumes, `${name}: ${volume}`);
    }
  }
});

Deno.test("docker-compose.yml gives the server settings that it understands and several servers can share", () => {
  const environment = new Map(
    Object.entries(compose.services["app"]!.environment!).map(([name, value]) => [name, filledIn(value)]),
  );
  const result = readConfig({
    args: [],
    environment: { get: (name) => environment.get(name), names: () => [...environment.keys()] },
    readTextFile: () => undefined,
  });
  assert.equal(result.kind, "ok", JSON.stringify(result));
  if (result.kind !== "ok") return;
  assert.deepEqual(deployFaults(result.config), []);
  assert.match(result.config.brokerUrl, /^redis:\/\/redis:/);
  assert.equal(result.config.trustProxyHops, 1);
});

Deno.test("docker-compose.yml shows nothing to the outside but the proxy, which leads to the port the servers listen on", () => {
  const open = Object.entries(compose.services).filter(([, { ports }]) => ports !== undefined);
  assert.deepEqual(open.map(([name]) => name), ["proxy"]);
  assert.match(caddyfile, /name app\n/);
  const port = /\bPORT=(\d+)/.exec(dockerfile)?.[1];
  assert.equal(/\bport (\d+)/.exec(caddyfile)?.[1], port);
});

Deno.test("The entry point that deno.json gives Deno Deploy exists and is not run with flags", async () => {
  const { deploy } = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  assert.deepEqual(deploy.runtime, { type: "dynamic", entrypoint: "src/edge.ts" });
  assert.ok((await Deno.stat(`${root}/${deploy.runtime.entrypoint}`)).isFile);
  for (const [, path] of deploy.install.matchAll(/ (src\/\S+)/g)) {
    assert.ok((await Deno.stat(`${root}/${path}`)).isFile);
  }
});
