/**
 * What holds of a user besides the membership stands in the same document, each part with the seq that made it so: an older
 * event changes it no more. What was taken back stays, as lifted, so that an older event applied late does not bring it back.
 */
export interface ConductParts {
  readonly ban?: SanctionPart;
  readonly mute?: SanctionPart;
  readonly block?: { readonly seq: number; readonly active: boolean };
  readonly spoke?: { readonly seq: number; readonly at: string };
  /** The seq of the event that gave the role, where it came after the one that made the member. */
  readonly role_seq?: number;
}

export interface SanctionPart {
  readonly seq: number;
  readonly active: boolean;
  /** ISO 8601, UTC. Absent: for ever. */
  readonly until?: string;
  /** JSON. Absent where it was lifted. */
  readonly sanction?: string;
}
