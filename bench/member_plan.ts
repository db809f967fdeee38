/** One connection of a load worker. */
export interface MemberPlan {
  readonly token: string;
  readonly room: string;
  /** Where to connect to; absent: where the others do. */
  readonly port?: number;
}
