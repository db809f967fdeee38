/**
 * Password hashes in bcrypt format, computed away from the event loop.
 *
 * Laws: at most `hashQueueMax` wait, more throw `overloaded`; `verify` against `undefined` takes as long as against a real
 * hash and answers `false`, so that an unknown user cannot be told from a wrong password.
 */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(password: string, hash: string | undefined): Promise<boolean>;
  close(): Promise<void>;
}
