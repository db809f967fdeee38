import type { Accounts } from "../ports/accounts.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { PasswordHasher } from "../ports/password_hasher.ts";
import type { Random } from "../ports/random.ts";
import type { AuditRecord } from "../protocol/audit.ts";
import { erasedName } from "../protocol/erased.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import { actRecord, type ActRecordDeps } from "./act_record.ts";
import type { Erasure } from "./erasure.ts";
import { type JobView, viewOfJob } from "./job_view.ts";

/** The end of an account, for any door. */
export interface ErasureActions {
  /**
   * Deletes the actor's account, or all of a guest, with what it wrote. When it resolves, nobody is this user any more; the
   * rest follows, however often the server stops meanwhile.
   *
   * @throws ParleyError `wrong_password`; `overloaded` where too many passwords are looked at.
   */
  erase(actor: Principal, password: string | undefined): Promise<JobView>;
  /** The same of anybody, for the administrator: the id of an account or of a guest. Of one that wrote nothing, nothing. */
  eraseUser(user: Id): Promise<JobView>;
  /** How far a deletion is: whoever knows its id may ask, for there is no user left who could. Throws `not_found`. */
  get(id: Id): Promise<JobView>;
}

export interface ErasureActionsPorts extends ActRecordDeps {
  readonly jobs: Pick<Jobs, "create" | "byId">;
  readonly accounts: Pick<Accounts, "byId">;
  readonly hasher: Pick<PasswordHasher, "verify">;
  readonly erasure: Pick<Erasure, "close">;
  readonly random: Random;
  /** There is a job to do. */
  readonly requested: () => void;
}

export function createErasureActions(ports: ErasureActionsPorts): ErasureActions {
  const { jobs, accounts, hasher, erasure, clock, random, requested } = ports;

  async function begin(user: Id, record?: AuditRecord): Promise<JobView> {
    // Drawn: who knows it may ask how far the deletion is.
    const id = Array.from(random.bytes(12), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const createdAt = new Date(clock.now()).toISOString();
    // First of all, so that what was begun is ended whatever happens next.
    const job = await jobs.create({ id, kind: "erase", user, username: erasedName, createdAt });
    await erasure.close(user, record);
    requested();
    return viewOfJob(job);
  }

  return {
    async erase(actor, password) {
      const account = actor.guest ? undefined : await accounts.byId(actor.id);
      if (account !== undefined && !await hasher.verify(password ?? "", account.passwordHash)) {
        throw new ParleyError("wrong_password", "The password is wrong");
      }
      return await begin(actor.id);
    },
    eraseUser: (user) => begin(user, actRecord(ports, "erase_account", { target: { id: user, username: erasedName } })),
    async get(id) {
      const job = await jobs.byId(id);
      if (job?.kind !== "erase") throw new ParleyError("not_found", "There is no such deletion, or it is long done");
      return viewOfJob(job);
    },
  };
}
