/** The limits of files. Everything imports them from `limits.ts`. */

/** Files of one message: a row of pictures. Reached: 422. */
export const attachmentsMax = 10;
/** Name of a file, code points; longer ones lose their middle. */
export const fileNameCharsMax = 200;
/** What each file counts at least towards the quotas, bytes: so that a million empty ones are not free. */
export const fileBytesCounted = 65_536;
/** What the files of a guest may have together, bytes: guests are made by the dozen. Reached: 409. */
export const guestFilesBytesMax = 52_428_800;
/** How long a file is kept that is not finished, or that no message carries. Reached: it is gone, 404. */
export const fileKeptMs = 24 * 3_600_000;
/** Bytes of an upload that are made durable together, and the most that one in a store of objects holds in memory. */
export const fileSyncBytes = 8_388_608;
/** Longest that one request to a store of objects may take, how often it is tried, and the first wait in between. Reached: `unavailable`. */
export const objectRequestMs = 20_000;
/** The same of the one that makes a large object of its parts: some stores copy all of it. */
export const objectCompleteMs = 300_000;
export const objectTriesMax = 3;
export const objectRetryMs = 200;
/** How long an address holds by which a browser gets a file from the store of objects itself, seconds: one click. */
export const fileAddressSeconds = 60;
/** How long one holds by which a client puts a part there, seconds: begun within it, the part may take longer. Reached: 403, ask anew. */
export const partAddressSeconds = 900;
/** Parts whose addresses are given out together: 64 MiB, so that those of a large file do not expire unused. */
export const missingPartsMax = 8;
/** Bytes of one read of a file that is sent. */
export const fileReadBytes = 262_144;
/** Longest that nothing may come of an upload under way. Reached: what came is kept, 408. */
export const uploadSilenceMs = 15_000;
/** Uploads that one node takes at once: each holds a buffer. Reached: `overloaded`. */
export const uploadsAtOnceMax = 64;
/** Pictures that are shown in place, bytes: larger ones are files as others. */
export const pictureBytesMax = 20_971_520;
/** And pixels: every reader has to hold them unpacked. Reached: 422. */
export const picturePixelsMax = 50_000_000;
/** The longer side of the small copy of a picture, pixels. */
export const thumbnailPixels = 640;
/** Pictures that wait for their small copy, and how long one may take. Reached: it has none. */
export const picturesWaitingMax = 16;
export const pictureMsMax = 30_000;
/** How often a node looks for files that nobody keeps any more, and how many it removes then. */
export const fileSweepMs = 60_000;
export const fileSweepMax = 100;
