import { bare } from "../text/isolate.ts";

/** The title of the page: how much is unread, then where one is. */
export function pageTitle(app: string, room: string | undefined, unread: number): string {
  const place = room === undefined ? app : `${bare(room)} - ${app}`;
  return unread > 0 ? `(${unread > 99 ? "99+" : unread}) ${place}` : place;
}

/** A dot on the sign in the browser's tab while something is unread. Drawn once, then only swapped. */
export function showFavicon(hasUnread: boolean): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const address = hasUnread ? "/favicon_unread.svg" : "/favicon.svg";
  if (link !== null && new URL(link.href).pathname !== address) link.href = address;
}
