import type { Accounts } from "../ports/accounts.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { actRecord, type ActRecordDeps } from "./act_record.ts";
import type { TokenAuthority } from "./token_authority.ts";

/** What an administrator does with accounts. `not_found` where there is none, as for guests. */
export interface AccountAdmin {
  /** Nobody logs in with it any more, and its tokens are refused: here at once, elsewhere within `revocationPollMs`. */
  disable(user: Id): Promise<void>;
  /** It can be logged in with again. Tokens from before stay refused. */
  enable(user: Id): Promise<void>;
}

export interface AccountAdminDeps extends ActRecordDeps {
  readonly accounts: Pick<Accounts, "byId" | "setDisabled">;
  readonly tokens: Pick<TokenAuthority, "revokeAccount">;
}

export function createAccountAdmin({ accounts, tokens, ...deps }: AccountAdminDeps): AccountAdmin {
  async function set(user: Id, disabled: boolean): Promise<void> {
    const before = await accounts.byId(user);
    if (before === undefined) throw new ParleyError("not_found", "There is no such user");
    const target = { id: user, username: before.username };
    const record = actRecord(deps, disabled ? "disable_account" : "enable_account", { target });
    const account = await accounts.setDisabled(user, disabled, record);
    if (account === undefined) throw new ParleyError("not_found", "There is no such user");
    const { generation = 0 } = account;
    // Also when nothing has changed, or it is enabled: an earlier attempt may have ended between the two.
    if (generation > 0) await tokens.revokeAccount(user, generation - 1);
  }
  return { disable: (user) => set(user, true), enable: (user) => set(user, false) };
}
