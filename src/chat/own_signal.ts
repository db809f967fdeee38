import type { Id } from "../protocol/id.ts";
import type { OwnFrame } from "../protocol/server_frame.ts";

/** Tells every session of a user, on every node, that something of the user's own is another now. A doorbell: it may be lost. */
export type TellOwn = (user: Id, what: OwnFrame["what"], room?: Id) => void;

/** Tells those who look at this user, with whichever node, that the profile is another now. May be lost, too. */
export type TellProfile = (user: Id) => void;

/** Tells those who may see the reports of a room that one about a message of this author is new, or decided. May be lost, too. */
export type TellReported = (room: Id, author: Id) => void;
