import { ParleyError } from "../protocol/parley_error.ts";
import type { ListenAt } from "./listener.ts";

/** Why listening failed, in one sentence that says what to do. */
export function listenError(cause: unknown, { host, port }: ListenAt): ParleyError {
  return new ParleyError("unavailable", sentence(cause, host, port), { cause });
}

function sentence(cause: unknown, host: string, port: number): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is taken: stop the program that listens on ${host}:${port}, or set PORT to a free one`;
    case "EACCES":
      return `Port ${port} may not be used by this user: set PORT to one of 1024 or above`;
    case "EADDRNOTAVAIL":
    case "EINVAL": // What node:net of this runtime makes of the same.
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `This machine has no address ${JSON.stringify(host)}: set HOST to one it has, or to 0.0.0.0 for all`;
    default:
      return `Cannot listen on ${host}:${port}: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
