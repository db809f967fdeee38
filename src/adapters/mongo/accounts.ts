import type { Account, Accounts, ProfileChange } from "../../ports/accounts.ts";
import { foldCase } from "../../protocol/fold_case.ts";
import type { AuditRecord } from "../../protocol/audit.ts";
import type { Id } from "../../protocol/id.ts";
import type { Calls } from "./calls.ts";
import type { AccountDocument, Collections } from "./documents.ts";
import { indexNames } from "./ensure_indexes.ts";
import { refusingIndex } from "./failure.ts";
import { recorded } from "./recorded.ts";

export function createAccounts(collections: Collections, calls: Calls): Accounts {
  const { accounts, lastSeen } = collections;

  async function create({ id, ...rest }: Account): Promise<"ok" | "username_taken" | "email_taken"> {
    try {
      await accounts.insertOne({ _id: id, ...rest, usernameFolded: foldCase(rest.username) });
      return "ok";
    } catch (error) {
      const index = refusingIndex(error);
      if (index === indexNames.username) return "username_taken";
      if (index === indexNames.email) return "email_taken";
      throw error;
    }
  }

  async function update(id: Id, change: ProfileChange): Promise<Account | undefined> {
    const { displayName, avatarUrl, bio, statusText, statusEmoji, statusUntil } = change;
    const named = { displayName, avatarUrl, bio, statusText, statusEmoji, statusUntil };
    const set = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) as ProfileChange;
    if (Object.keys(set).length === 0) return accountOf(await accounts.findOne({ _id: id }));
    return accountOf(await accounts.findOneAndUpdate({ _id: id }, { $set: set }, { returnDocument: "after" }));
  }

  async function setDisabled(id: Id, disabled: boolean, record?: AuditRecord): Promise<Account | undefined> {
    const wanted = { _id: id, disabled: disabled ? { $ne: true } : true };
    const change = { $set: { disabled }, ...(disabled && { $inc: { generation: 1 } }) };
    return await recorded(collections, record, async (within) => {
      const changed = await accounts.findOneAndUpdate(wanted, change, { returnDocument: "after", ...within });
      const account = changed ?? await accounts.findOne({ _id: id }, within);
      return { answer: accountOf(account), changed: changed !== null };
    });
  }

  return {
    create: (account) => calls.run(() => create(account)),
    byId: (id) => calls.run(async () => accountOf(await accounts.findOne({ _id: id }))),
    byUsername: (username) =>
      calls.run(async () => accountOf(await accounts.findOne({ usernameFolded: foldCase(username) }))),
    byEmail: (email) => calls.run(async () => accountOf(await accounts.findOne({ email }))),
    update: (id, change) => calls.run(() => update(id, change)),
    setDisabled: (id, disabled, record) => calls.run(() => setDisabled(id, disabled, record)),
    remove: (id) =>
      calls.run(async () => {
        await accounts.deleteOne({ _id: id });
        await lastSeen.deleteOne({ _id: id });
      }),
    byIds: (ids) =>
      calls.run(async () => {
        const found = await accounts.find({ _id: { $in: [...ids] } }).toArray();
        return found.map((document) => accountOf(document)!);
      }),
  };
}

function accountOf(found: AccountDocument | null): Account | undefined {
  if (found === null) return undefined;
  const {
    _id,
    username,
    email,
    passwordHash,
    createdAt,
    displayName,
    avatarUrl,
    bio,
    statusText,
    statusEmoji = "",
    statusUntil = 0,
    disabled,
    generation = 0,
  } = found;
  return {
    id: _id,
    username,
    email,
    passwordHash,
    createdAt,
    displayName,
    avatarUrl,
    bio,
    statusText: statusText ?? "",
    ...(statusEmoji !== "" && { statusEmoji }),
    ...(statusUntil > 0 && { statusUntil }),
    ...(disabled === true && { disabled }),
    ...(generation > 0 && { generation }),
  };
}
