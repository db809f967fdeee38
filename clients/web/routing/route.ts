import { useSyncExternalStore } from "react";

/** What the address says. */
export type Route =
  | { readonly page: "home" }
  | { readonly page: "room"; readonly room: string }
  | { readonly page: "invitation"; readonly code: string };

export function routeOf(path: string): Route {
  const room = /^\/rooms\/([0-9a-f]{24})\/?$/.exec(path)?.[1];
  if (room !== undefined) return { page: "room", room };
  const code = /^\/join\/([A-Za-z0-9_-]{1,128})\/?$/.exec(path)?.[1];
  return code === undefined ? { page: "home" } : { page: "invitation", code };
}

export function pathOf(route: Route): string {
  if (route.page === "room") return `/rooms/${route.room}`;
  return route.page === "invitation" ? `/join/${route.code}` : "/";
}

let known: { readonly path: string; readonly route: Route } = { path: "/", route: { page: "home" } };
const listeners = new Set<() => void>();

function read(): Route {
  const { pathname } = location;
  if (pathname !== known.path) known = { path: pathname, route: routeOf(pathname) };
  return known.route;
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  addEventListener("popstate", changed);
  return () => {
    listeners.delete(changed);
    removeEventListener("popstate", changed);
  };
}

/** Where one is. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, read);
}

/** Goes somewhere; `replace`: without a step to go back to. */
export function navigate(route: Route, replace = false): void {
  const path = pathOf(route);
  if (path === location.pathname) return;
  if (replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  for (const changed of [...listeners]) changed();
}
