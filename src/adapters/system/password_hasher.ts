import { compare, hash as bcryptHash } from "bcryptjs";
import { availableParallelism } from "node:os";
import { hashQueueMax, passwordBytesMax } from "../../limits.ts";
import type { PasswordHasher } from "../../ports/password_hasher.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import { utf8Bytes } from "../../protocol/text.ts";
import { HashPool } from "./password_hasher_pool.ts";
import type { HashTask } from "./password_hasher_task.ts";

export interface PasswordHasherOptions {
  /** bcrypt's cost, 4 to 31: each step doubles the time. Default 12. */
  readonly cost?: number;
  /** Threads, started on first use. Default: as many as cores, at most 4. 0: none, for hosts without threads. */
  readonly threads?: number;
  /** Hashes computed or waiting at once; more are refused as `overloaded`. */
  readonly queueMax?: number;
}

/** Any hash of the right form: what it is compared with never matters, only that it takes the same time. */
const nobodysHash = "abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyz01234";

/** Password hashes in bcrypt format, computed in threads of their own. */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const { cost = 12, threads = Math.min(availableParallelism(), 4), queueMax = hashQueueMax } = options;
  if (!Number.isInteger(cost) || cost < 4 || cost > 31) throw new RangeError(`bcrypt has no cost ${cost}: 4 to 31`);
  const pool = new HashPool({ threads, queueMax, inline });
  const nobody = `$2b$${String(cost).padStart(2, "0")}$${nobodysHash}`;
  return {
    async hash(password) {
      if (utf8Bytes(password) > passwordBytesMax) {
        throw new ParleyError("invalid", `A password has at most ${passwordBytesMax} bytes`);
      }
      return String(await pool.run({ kind: "hash", password, cost }));
    },
    async verify(password, hash) {
      // bcrypt would not see what comes after, so that a right password with a tail would pass.
      const possible = hash !== undefined && utf8Bytes(password) <= passwordBytesMax;
      const equal = await pool.run({ kind: "verify", password, hash: possible ? hash : nobody });
      return possible && equal === true;
    },
    close: () => pool.close(),
  };
}

/** Without threads: in slices that let the event loop turn, slower for all. */
function inline(task: HashTask): Promise<string | boolean> {
  return task.kind === "hash" ? bcryptHash(task.password, task.cost) : compare(task.password, task.hash);
}
