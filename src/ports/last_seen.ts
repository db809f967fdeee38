import type { Id } from "../protocol/id.ts";

/** A user had a live session at this time, milliseconds since 1970. */
export interface Sighting {
  readonly user: Id;
  readonly at: number;
}

/** When users were here last. Of several sightings the latest counts; which of a crash's last seconds survive, nobody promises. */
export interface LastSeen {
  /** Keeps the later of what was known and what is told. Durable when it resolves. */
  note(sightings: readonly Sighting[]): Promise<void>;
  /** Of those users who were ever seen: milliseconds since 1970. */
  of(users: readonly Id[]): Promise<ReadonlyMap<Id, number>>;
}
