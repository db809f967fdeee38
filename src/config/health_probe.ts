/**
 * What a container's health check runs: asks the server on this machine whether it lives, exits 0 or 1. A program of its
 * own, because it is started every few seconds and must load nothing else.
 */
const port = Deno.env.get("PORT") || "8080";
const alive = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(2_500) })
  .then((response) => response.ok, () => false);
Deno.exit(alive ? 0 : 1);
