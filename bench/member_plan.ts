/** One connection of a load worker. */
export interface MemberPlan {
  readonly token: string;
  readonly room: string;
}
