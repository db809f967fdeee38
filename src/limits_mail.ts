/** The limits of mail about what was missed. Everything imports them from `limits.ts`. */

/** How often a node looks whom to tell by mail what they missed, and of how many people it asks at once. */
export const digestLookMs = 300_000;
export const digestUsersAtOnce = 100;
/** How long a node has to tell somebody by mail before another may: longer than a mail may take. */
export const digestClaimMs = 300_000;
/** What a mail says: rooms, messages of each, code points of each. Beyond it, it says that there is more. */
export const digestRoomsMax = 20;
export const digestMessagesPerRoom = 3;
export const digestContentCodePoints = 180;
/** Longest handing over a mail may take. Reached: it is tried again. */
export const mailMsMax = 60_000;
/** How long a link that confirms an address holds, and how often one may be asked for. Reached: 404, 429. */
export const mailConfirmMs = 24 * 3_600_000;
export const mailConfirmEveryMs = 300_000;
