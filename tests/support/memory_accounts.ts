import type { Account, Accounts } from "../../src/ports/accounts.ts";

/** Accounts in memory, for what is above the store. */
export function createMemoryAccounts(): Accounts {
  const accounts = new Map<string, Account>();
  const find = (test: (account: Account) => boolean): Promise<Account | undefined> =>
    Promise.resolve([...accounts.values()].find(test));
  return {
    create(account) {
      const all = [...accounts.values()];
      const name = account.username.toLowerCase();
      if (all.some(({ username }) => username.toLowerCase() === name)) return Promise.resolve("username_taken");
      if (all.some(({ email }) => email === account.email)) return Promise.resolve("email_taken");
      accounts.set(account.id, account);
      return Promise.resolve("ok");
    },
    byId: (id) => Promise.resolve(accounts.get(id)),
    byUsername: (name) => find(({ username }) => username.toLowerCase() === name.toLowerCase()),
    byEmail: (wanted) => find(({ email }) => email === wanted),
    byIds: (ids) => Promise.resolve(ids.flatMap((id) => accounts.get(id) ?? [])),
    update(id, change) {
      const account = accounts.get(id);
      if (account === undefined) return Promise.resolve(undefined);
      const changed = { ...account, ...change };
      accounts.set(id, changed);
      return Promise.resolve(changed);
    },
    setDisabled(id, disabled) {
      const account = accounts.get(id);
      if (account === undefined) return Promise.resolve(undefined);
      const begins = disabled && account.disabled !== true;
      const changed = { ...account, disabled, generation: (account.generation ?? 0) + (begins ? 1 : 0) };
      accounts.set(id, changed);
      return Promise.resolve(changed);
    },
    remove(id) {
      accounts.delete(id);
      return Promise.resolve();
    },
  };
}
