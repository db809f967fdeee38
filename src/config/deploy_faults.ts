import type { Config } from "./settings.ts";

/** Why these settings cannot serve on Deno Deploy, where instances come and go and share nothing; one sentence each. */
export function deployFaults(config: Pick<Config, "storeUrl" | "jwtSecret" | "logFile">): string[] {
  const faults: string[] = [];
  if (config.storeUrl.startsWith("sqlite:")) {
    faults.push(
      "Deno Deploy keeps no files, so the SQLite store would lose everything: " +
        "set STORE_URL to a MongoDB address, such as mongodb+srv://… of Atlas",
    );
  }
  if (config.jwtSecret === undefined) {
    faults.push(
      "JWT_SECRET is not set, and each instance on Deno Deploy would make a key of its own: " +
        "set it to at least 32 bytes, such as `openssl rand -hex 32` prints",
    );
  }
  if (config.logFile !== undefined) {
    faults.push(
      "LOG_FILE is of no use on Deno Deploy, which keeps no files: leave it out, the log goes to standard output",
    );
  }
  return faults;
}
