import { channelsMax } from "../limits.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Channel, Channels } from "../ports/channels.ts";
import type { Clock } from "../ports/clock.ts";
import type { AuditAction, AuditRecord } from "../protocol/audit.ts";
import type { ChannelChangeInput, ChannelSecretView, ChannelView, NewChannelInput } from "../protocol/embed.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import { actRecord } from "./act_record.ts";
import { secretOf } from "./channel_secret.ts";
import type { RoomActions } from "./room_actions.ts";

/** What an administrator does with channels. `not_found` for those that do not exist. */
export interface ChannelActions {
  /** Throws `limit_reached`, `name_taken` (a room's, for a shared one), `invalid` for a team without an account. */
  create(input: NewChannelInput): Promise<ChannelSecretView>;
  list(): Promise<readonly ChannelView[]>;
  update(id: Id, change: ChannelChangeInput): Promise<ChannelView>;
  /** Another secret; what the one before has signed is refused from now on. */
  renewSecret(id: Id): Promise<ChannelSecretView>;
  remove(id: Id): Promise<void>;
}

export interface ChannelActionsDeps {
  readonly channels: Channels;
  readonly accounts: Pick<Accounts, "byId" | "byUsername">;
  readonly rooms: Pick<RoomActions, "create">;
  /** What secrets are derived from. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly nextId: () => Id;
  /** Called when the origins may have changed. */
  readonly changed: () => Promise<void>;
}

export function createChannelActions(deps: ChannelActionsDeps): ChannelActions {
  const { channels, accounts, rooms, key, clock, nextId, changed } = deps;

  async function teamOf(usernames: readonly string[]): Promise<Id[]> {
    const found = await Promise.all(usernames.map((username) => accounts.byUsername(username)));
    const missing = found.indexOf(undefined);
    if (missing >= 0) {
      throw new ParleyError("invalid", `team: there is no account ${JSON.stringify(usernames[missing])}`);
    }
    return [...new Set(found.flatMap((account) => account?.id ?? []))];
  }

  const recordOf = (action: AuditAction, channel: Id, details: object = {}): AuditRecord =>
    actRecord(deps, action, { details: { channel, ...details } });
  async function update(
    id: Id,
    change: Parameters<Channels["update"]>[1],
    action: AuditAction = "change_channel",
  ): Promise<Channel> {
    const record = recordOf(action, id, action === "change_channel" ? change : {});
    const channel = await channels.update(id, change, record);
    if (channel === undefined) throw noChannel();
    return channel;
  }

  return {
    async create({ name, kind, team, origins }) {
      const members = await teamOf(team);
      if ((await channels.list()).length >= channelsMax) throw new ParleyError("limit_reached");
      const owner = await founder(accounts, members[0]!);
      const room = kind === "shared" ? (await rooms.create(owner, { name, is_private: true })).id : undefined;
      const channel: Channel = {
        id: nextId(),
        name,
        kind,
        team: members,
        ...(room === undefined ? {} : { room }),
        origins,
        secretNumber: 1,
        createdAt: new Date(clock.now()).toISOString(),
      };
      await channels.create(channel, recordOf("make_channel", channel.id, { name, kind }));
      await changed();
      return withSecret(channel, key);
    },

    list: async () => (await channels.list()).map(viewOf),

    async update(id, { name, team, origins }) {
      const channel = await update(id, {
        ...(name === undefined ? {} : { name }),
        ...(origins === undefined ? {} : { origins }),
        ...(team === undefined ? {} : { team: await teamOf(team) }),
      });
      await changed();
      return viewOf(channel);
    },

    async renewSecret(id) {
      const channel = await channels.byId(id);
      if (channel === undefined) throw noChannel();
      return withSecret(await update(id, { secretNumber: channel.secretNumber + 1 }, "renew_channel_secret"), key);
    },

    async remove(id) {
      if (!await channels.remove(id, recordOf("remove_channel", id))) throw noChannel();
      await changed();
    },
  };
}

/** The first of the team, who acts for the channel. Throws `unavailable` where the account is gone. */
export async function founder(accounts: Pick<Accounts, "byId">, id: Id): Promise<Principal> {
  const account = await accounts.byId(id);
  if (account === undefined) throw new ParleyError("unavailable", "The account that leads the channel is gone");
  return { id, username: account.username, guest: false, tokenKey: "", expiresAt: 0 };
}

export function noChannel(): ParleyError {
  return new ParleyError("not_found", "There is no such channel");
}

function viewOf({ id, name, kind, team, room, origins, createdAt }: Channel): ChannelView {
  const place = room === undefined ? {} : { room_id: room };
  return { id, name, kind, team: [...team], ...place, origins: [...origins], created_at: createdAt };
}

function withSecret(channel: Channel, key: Uint8Array): ChannelSecretView {
  return { ...viewOf(channel), secret: secretOf(channel, key) };
}
