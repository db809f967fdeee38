export interface WelcomeFacts {
  readonly version: string;
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly firstStart: boolean;
  /** How this machine calls Deno: `deno`, or `npx -y deno@…` where it is not installed. */
  readonly deno: string;
}

/** What a person sees when the server is ready: where it is, where its data are, how to talk to it. */
export function welcomeText(facts: WelcomeFacts): string {
  const { version, dataDir, firstStart, deno } = facts;
  const address = `${reachableHost(facts.host)}:${facts.port}`;
  return [
    "",
    `  Parley ${version} is ready: http://${address}`,
    `  Data and keys: ${dataDir}${firstStart ? " (made now)" : ""}`,
    "",
    "  Chat from a terminal, and again from a second one:",
    `    ${deno} task cli -- -addr ${address}`,
    "  or by hand:",
    `    curl -s http://${address}/api/auth/guest -H 'Content-Type: application/json' -d '{"username":"ann"}'`,
    `  The API in full: http://${address}/docs`,
    "",
    "  Ctrl-C stops it; nothing that was acknowledged is lost.",
    "",
    "",
  ].join("\n");
}

/** An address a client on this machine can use: one that means "all" is none. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
