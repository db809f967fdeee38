import type { ConfigSources } from "../config.ts";

/** What a real process reads its settings from. Variables are read by name, so that few need to be allowed. */
export function systemSources(args: readonly string[]): ConfigSources {
  return {
    args,
    environment: { get: (name) => Deno.env.get(name), names: environmentNames },
    readTextFile,
  };
}

/** Whether this runs on Deno Deploy: several instances, no lasting disk, stopped at any time. */
export function onDenoDeploy(): boolean {
  return Deno.env.get("DENO_DEPLOY") !== undefined || Deno.env.get("DENO_DEPLOYMENT_ID") !== undefined;
}

/** Whether colours are welcome: https://no-color.org. */
export function colorsWelcome(): boolean {
  return Deno.stdout.isTerminal() && (Deno.env.get("NO_COLOR") ?? "") === "";
}

function environmentNames(): string[] {
  try {
    return Object.keys(Deno.env.toObject());
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) return [];
    throw cause;
  }
}

function readTextFile(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw cause;
  }
}
