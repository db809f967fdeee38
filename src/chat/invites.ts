import { Buffer } from "node:buffer";
import { invitesPerRoomMax } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { Invite, Invites } from "../ports/invites.ts";
import type { Random } from "../ports/random.ts";
import type { Rooms } from "../ports/rooms.ts";
import type { Id } from "../protocol/id.ts";
import type { InvitePreview, InviteView, NewInviteInput } from "../protocol/invite.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { Room } from "../protocol/room.ts";
import { actRecord } from "./act_record.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { linkOpens, requireInviter } from "./permission.ts";
import { hasRight } from "./rights.ts";
import type { RoomActions } from "./room_actions.ts";
import type { RoomState } from "./room_state.ts";

/**
 * Links by which people come into rooms. Every action throws `not_found` for rooms and codes that do not exist, and for rooms
 * the actor may not know of; those that use a code also `invite_expired`, `invite_used_up` and `invite_revoked`.
 */
export interface InviteActions {
  /** Throws `not_member`, `forbidden`, `limit_reached`. */
  create(actor: Principal, room: Id, input: NewInviteInput): Promise<InviteView>;
  /** The usable ones: who has the right to invite sees all, others their own. */
  list(actor: Principal, room: Id): Promise<readonly InviteView[]>;
  revoke(actor: Principal, room: Id, code: string): Promise<void>;
  /** For whoever has the code. */
  preview(code: string): Promise<InvitePreview>;
  /** Becomes a member, whether the room is private or has a password. One person uses a link once, however often. */
  accept(actor: Principal, code: string): Promise<Room>;
}

export interface InviteActionsDeps {
  readonly invites: Invites;
  readonly store: { readonly rooms: Pick<Rooms, "byId"> };
  readonly live: LiveRooms;
  readonly rooms: Pick<RoomActions, "get">;
  readonly clock: Clock;
  readonly random: Random;
  readonly nextId: () => Id;
}

export function createInviteActions(deps: InviteActionsDeps): InviteActions {
  const { invites, store, live, clock, random } = deps;

  /** Judges at the room's head who may invite; answers whether others' invitations are the actor's affair, too. */
  function mayInvite(actor: Principal, room: Id): Promise<boolean> {
    return live.room(room).consult([actor.id], (state) => {
      requireInviter(state, actor.id);
      return hasRight(state, actor.id, "invite");
    });
  }

  async function listFor(actor: Principal, room: Id): Promise<readonly Invite[]> {
    const ofAll = await mayInvite(actor, room);
    const all = await invites.ofRoom(room, clock.now());
    return ofAll ? all : all.filter(({ createdBy }) => createdBy === actor.id);
  }

  return {
    async create(actor, room, { expires_in, uses_max }) {
      await mayInvite(actor, room);
      const now = clock.now();
      if ((await invites.ofRoom(room, now)).length >= invitesPerRoomMax) {
        throw new ParleyError(
          "limit_reached",
          `A room has at most ${invitesPerRoomMax} invitations: take one back first`,
        );
      }
      const invite = {
        code: Buffer.from(random.bytes(16)).toString("base64url"),
        room,
        createdBy: actor.id,
        createdAt: new Date(now).toISOString(),
        expiresAt: now + expires_in * 1_000,
        usesMax: uses_max,
      };
      const details = { expires_at: new Date(invite.expiresAt).toISOString(), uses_max };
      await invites.create(invite, actRecord(deps, "make_invite", { actor, room_id: room, details }));
      return viewOf({ ...invite, uses: 0, revoked: false });
    },

    list: async (actor, room) => (await listFor(actor, room)).map(viewOf),

    async revoke(actor, room, code) {
      const known = (await listFor(actor, room)).find((invite) => invite.code === code);
      if (known === undefined) throw missing();
      const details = { created_by: known.createdBy, created_at: known.createdAt };
      const record = actRecord(deps, "revoke_invite", { actor, room_id: room, details });
      if (!await invites.revoke(room, code, record)) throw missing();
    },

    async preview(code) {
      const invite = await usable(deps, code);
      const room = await store.rooms.byId(invite.room);
      if (room === undefined) throw missing();
      if (invite.uses >= invite.usesMax) throw new ParleyError("invite_used_up");
      const { name, memberCount } = room;
      return { room_name: name, member_count: memberCount, expires_at: new Date(invite.expiresAt).toISOString() };
    },

    accept: (actor, code) => accept(deps, actor, code),
  };
}

async function accept(deps: InviteActionsDeps, actor: Principal, code: string): Promise<Room> {
  const { live, rooms } = deps;
  const { room, createdBy } = await usable(deps, code);
  const judge = (state: RoomState) => state.deleted ? "gone" : judgeLink(state, actor.id, createdBy);
  const standing = await live.room(room).consult([actor.id, createdBy], judge);
  if (standing === "gone") throw missing();
  if (standing === "closed") {
    throw new ParleyError("invite_revoked", "The room is not open to this invitation any more");
  }
  if (standing === "outside") {
    await takeUse(deps, code, actor.id);
    // Judged once more at its place in the log, by what the inviter has to say there.
    await live.room(room).submit(actor, { kind: "join", invitedBy: createdBy });
  }
  return await rooms.get(actor, room);
}

/** Taken before the join: who fails at that has his place, and comes back. */
async function takeUse({ invites, clock }: InviteActionsDeps, code: string, user: Id): Promise<void> {
  const outcome = await invites.use(code, user, clock.now());
  if (outcome === "ok") return;
  throw outcome === "missing" ? missing() : new ParleyError(`invite_${outcome}`);
}

async function usable({ invites, clock }: InviteActionsDeps, code: string): Promise<Invite> {
  const invite = await invites.byCode(code);
  if (invite === undefined) throw missing();
  if (invite.revoked) throw new ParleyError("invite_revoked");
  if (invite.expiresAt <= clock.now()) throw new ParleyError("invite_expired");
  return invite;
}

function judgeLink(state: RoomState, user: Id, inviter: Id): "member" | "outside" | "closed" {
  if (state.member(user) !== undefined) return "member";
  return linkOpens(state, inviter) ? "outside" : "closed";
}

function missing(): ParleyError {
  return new ParleyError("not_found", "There is no such invitation");
}

function viewOf({ code, room, createdBy, createdAt, expiresAt, usesMax, uses }: Invite): InviteView {
  return {
    code,
    room_id: room,
    created_by: createdBy,
    created_at: createdAt,
    expires_at: new Date(expiresAt).toISOString(),
    uses_max: usesMax,
    uses,
  };
}
