import { channelSchema, channelSecretSchema, channelsSchema, visitorSchema } from "../protocol/embed.ts";
import { invitePreviewSchema, inviteSchema, invitesSchema } from "../protocol/invite.ts";
import { memberPageSchema, roomPageSchema } from "../protocol/page.ts";
import { memberSchema, roomSchema } from "../protocol/room.ts";
import { sessionSchema } from "../protocol/session.ts";
import { ticketSchema } from "../protocol/ticket.ts";
import {
  accountSchema,
  guestLoginSchema,
  loginSchema,
  meSchema,
  profileSchema,
  profilesSchema,
} from "../protocol/user.ts";

/** The answers of the REST surface, named and with an example each for the OpenAPI document. */

const ada = "66a0c1de9b3f4a0012345678";
const room = "66a0c1f19b3f4a0012345679";
const at = "2026-01-02T03:04:05.678Z";
const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIuLi4ifQ.signature";

const accountExample = { id: ada, username: "ada", email: "ada@example.com", created_at: at };
export const account = accountSchema.meta({ id: "Account", example: accountExample });

export const login = loginSchema.meta({
  id: "Login",
  example: { token, user: { id: ada, username: "ada", email: "ada@example.com" } },
});

export const guestLogin = guestLoginSchema.meta({
  id: "GuestLogin",
  example: { token, user: { id: ada, username: "ada", guest: true } },
});

const profileExample = {
  id: ada,
  username: "ada",
  display_name: "Ada Lovelace",
  avatar_url: "https://example.com/ada.png",
  bio: "First of all",
  status_text: "At the engine",
  created_at: at,
};
export const profile = profileSchema.meta({ id: "Profile", example: profileExample });

export const profiles = profilesSchema.meta({ id: "Profiles", example: { users: [profileExample] } });

export const me = meSchema.meta({
  id: "Me",
  example: { ...profileExample, email: "ada@example.com", guest: false },
});

export const session = sessionSchema.meta({
  id: "Session",
  example: { user: { ...profileExample, email: "ada@example.com", guest: false }, expires_at: at },
});

export const ticket = ticketSchema.meta({ id: "Ticket", example: { ticket: token, expires_in: 30 } });

const roomExample = {
  id: room,
  name: "engines",
  description: "Analytical ones",
  creator_id: ada,
  members: [ada],
  member_count: 1,
  is_private: false,
  has_password: false,
  created_at: at,
  head: 1,
  epoch: "1",
};
export const roomView = roomSchema.meta({ id: "Room", example: roomExample });

const inviteExample = {
  code: "q83vEjRWeJq83vEjRWeJqw",
  room_id: room,
  created_by: ada,
  created_at: at,
  expires_at: "2026-01-09T03:04:05.678Z",
  uses_max: 10,
  uses: 0,
};
export const invite = inviteSchema.meta({ id: "Invite", example: inviteExample });
export const invites = invitesSchema.meta({ id: "Invites", example: { invites: [inviteExample] } });
export const invitePreview = invitePreviewSchema.meta({
  id: "InvitePreview",
  example: { room_name: "engines", member_count: 1, expires_at: at },
});

const channelExample = {
  id: "66a0c3009b3f4a001234567b",
  name: "Help",
  kind: "support",
  team: [ada],
  origins: ["https://shop.example"],
  created_at: at,
} as const;
export const channel = channelSchema.meta({ id: "Channel", example: channelExample });
export const channelSecret = channelSecretSchema.meta({
  id: "ChannelSecret",
  example: { ...channelExample, secret: "Jx1pQ3kq0m6t4m7o2v9w8y5z1a2b3c4d5e6f7g8h9i0" },
});
export const channels = channelsSchema.meta({ id: "Channels", example: { channels: [channelExample] } });
export const visitor = visitorSchema.meta({
  id: "Visitor",
  example: {
    token,
    expires_at: at,
    user: { id: ada, username: "eve", guest: true },
    channel: { id: channelExample.id, name: "Help", kind: "support" },
    room: roomExample,
  },
});

const paging = { total: 1, offset: 0, limit: 50 };
export const roomPage = roomPageSchema.meta({ id: "RoomPage", example: { rooms: [roomExample], ...paging } });

const memberExample = { user_id: ada, username: "ada", role: "owner", joined_at: at, online: true } as const;
export const member = memberSchema.meta({ id: "Member", example: memberExample });
export const memberPage = memberPageSchema.meta({ id: "MemberPage", example: { members: [memberExample], ...paging } });
