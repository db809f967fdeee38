import type { Id } from "../../../src/protocol/id.ts";
import type { Session } from "../../../src/protocol/session.ts";
import type { Credentials, Profile, ProfileChangeInput, Registration } from "../../../src/protocol/user.ts";
import type { CallOptions } from "../entities.ts";
import type { CallTable } from "./call_table.ts";

/**
 * Logging in by a cookie that no script can read: for pages that the server itself serves. Later calls are the cookie's, as
 * long as no `token` is set.
 */
export interface SessionCalls {
  register(registration: Registration, options?: CallOptions): Promise<Session>;
  login(credentials: Credentials, options?: CallOptions): Promise<Session>;
  guest(username: string, options?: CallOptions): Promise<Session>;
  /** Whose it is; `unauthorized`: nobody's. Renews it when half of its time is over. */
  get(options?: CallOptions): Promise<Session>;
  /** Ends it everywhere: tokens and live sessions of it too. */
  end(options?: CallOptions): Promise<void>;
}

export const sessionCalls: CallTable<SessionCalls> = {
  register: "POST /session/register {}",
  login: "POST /session/login {}",
  guest: "POST /session/guest {username}",
  get: "GET /session",
  end: "DELETE /session",
};

export interface UserCalls {
  get(id: Id, options?: CallOptions): Promise<Profile>;
  /** Those of these users that exist; guests have none. At most 100 ids. */
  list(ids: readonly Id[], options?: CallOptions): Promise<{ readonly users: readonly Profile[] }>;
  /** PNG, JPEG or WebP, small. Answers the profile with the picture's new address, a path of this server. */
  setAvatar(picture: Blob, options?: CallOptions): Promise<Profile>;
  removeAvatar(options?: CallOptions): Promise<Profile>;
  /** Changes one's own profile. */
  updateMe(change: ProfileChangeInput, options?: CallOptions): Promise<Profile>;
}

export const userCalls: CallTable<UserCalls> = {
  get: "GET /users/:",
  list: "GET /users ?ids",
  setAvatar: "PUT /users/me/avatar {}",
  removeAvatar: "DELETE /users/me/avatar",
  updateMe: "PATCH /users/me {}",
};
