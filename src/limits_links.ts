/** The limits of looking at links. Everything imports them from `limits.ts`. */

/** Links of one message that are looked at, the first ones: a row of cards. */
export const linksPerMessageMax = 3;
/** What is read of a page, bytes: what it says of itself stands at its beginning. Reached: the rest is not read. */
export const linkPageBytesMax = 524_288;
/** Tags of it that are looked at: hostile pages have a hundred thousand in one another. Reached: the rest is not looked at. */
export const linkTagsMax = 10_000;
/** Its picture, bytes and pixels: it is unpacked here. Reached: the preview has none. */
export const linkPictureBytesMax = 5_242_880;
export const linkPicturePixelsMax = 16_777_216;
/** How long a page may take, with all its redirects, and its picture as long again. Reached: no preview, no picture. */
export const linkMsMax = 5_000;
/** Where a page is found at last: shorteners lead to addresses that lead to languages. Reached: no preview. */
export const linkRedirectsMax = 3;
/** What is shown of a page, code points: two lines, three lines, half a line. The rest is cut. */
export const linkTitleCharsMax = 200;
export const linkDescriptionCharsMax = 400;
export const linkSiteCharsMax = 100;
/** How long a node remembers what it found, and that it found nothing. After it, who asks has it looked at anew. */
export const linkKeptMs = 24 * 3_600_000;
export const linkFailedKeptMs = 600_000;
/** Links that a node remembers, and bytes of their pictures. Reached: the one not asked for longest is forgotten. */
export const linksKeptMax = 5_000;
export const linkBytesKeptMax = 33_554_432;
/** Links that a node looks at, at once, and that wait. Reached: `overloaded`. */
export const linksAtOnce = 4;
export const linksWaitingMax = 64;
/** Links that one user, or all for one host, may have looked at anew: a page of history at once. Reached: 429. */
export const linkLooksPerSecond = 2;
export const linkLooksBurst = 50;
/** How long the thread that looks at links stays without any. */
export const linkThreadIdleMs = 60_000;
