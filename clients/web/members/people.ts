import type { Status } from "../status/status.ts";

/** What is known of people beside what messages say. The same functions until something new is known. */
export interface People {
  nameOf(user: { readonly id: string; readonly name: string }): string;
  pictureOf(id: string): string | undefined;
  /** What they are up to now. */
  statusOf(id: string): Status | undefined;
}
