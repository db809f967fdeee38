import type { Id } from "./id.ts";

/** Who is asking, as a verified token says. */
export interface Principal {
  readonly id: Id;
  readonly username: string;
  readonly guest: boolean;
  /** Digest of the token: what revocation names. */
  readonly tokenKey: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Of the account when the token was made, see `Account`. Absent: the first. */
  readonly generation?: number;
  /** The request or session it acts in, so that the log can be followed from there to the append and the delivery. */
  readonly trace?: string;
}
