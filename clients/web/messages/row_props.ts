import type { TimelineItem } from "../../react/mod.ts";
import type { DeedActions } from "../deeds/use_deeds.ts";
import type { People } from "../members/people.ts";
import type { Grouping } from "./grouping.ts";

/** What rows ask and do. The same functions as long as their answers are: rows are drawn anew only for new ones. */
export interface RowActions {
  readonly room: string;
  readonly me: string;
  /** The name to show, where somebody has one beside the username. */
  nameOf(user: TimelineItem["user"]): string;
  /** The address of somebody's picture. */
  pictureOf(id: string): string | undefined;
  /** What somebody is up to. */
  statusOf: People["statusOf"];
  /** The username of a member; `undefined`: not known here. */
  usernameOf(id: string): string | undefined;
  onRetry(item: TimelineItem): void;
  onDiscard(item: TimelineItem): void;
  onEdit(seq: number, text: string): void;
  /** Goes to another message of the room. */
  onJump(seq: number): void;
  readonly onThread?: ((seq: number) => void) | undefined;
  readonly deeds: DeedActions;
}

export interface MessageRowProps extends Grouping, RowActions {
  readonly item: TimelineItem;
  /** What it answers, where that is loaded. */
  readonly quoted: TimelineItem | undefined;
  /** The mouse or the keyboard is at it. */
  readonly isActive: boolean;
  readonly isEditing: boolean;
  /** It is the last thing that one has said oneself, where it is told who has read that. */
  readonly isNewestOwn: boolean;
  /** One came here by its address. */
  readonly isTarget: boolean;
}
