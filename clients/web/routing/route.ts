import { useSyncExternalStore } from "react";

/** What the address says. */
export type Route =
  | { readonly page: "home" }
  | {
    readonly page: "room";
    readonly room: string;
    readonly seq?: number;
    /** The thread below the message; a number: at this answer. */
    readonly thread?: true | number;
  }
  | { readonly page: "invitation"; readonly code: string };

export function routeOf(path: string): Route {
  const [, room, seq, thread, answer] =
    /^\/rooms\/([0-9a-f]{24})(?:\/([1-9]\d{0,14})(?:\/(thread)(?:\/([1-9]\d{0,14}))?)?)?\/?$/.exec(path) ?? [];
  if (room !== undefined) {
    return {
      ...{ page: "room", room },
      ...(seq === undefined ? {} : { seq: Number(seq) }),
      ...(thread === undefined ? {} : { thread: answer === undefined ? true : Number(answer) }),
    };
  }
  const code = /^\/join\/([A-Za-z0-9_-]{1,128})\/?$/.exec(path)?.[1];
  return code === undefined ? { page: "home" } : { page: "invitation", code };
}

export function pathOf(route: Route): string {
  if (route.page === "room") {
    const { room, seq, thread } = route;
    const parts = ["/rooms", room, seq, thread && "thread", thread === true ? undefined : thread];
    return parts.filter((part) => part !== undefined).join("/");
  }
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

/** Where a message is to be found: an answer, in its thread. */
export function routeToMessage(room: string, seq: number, thread: number | undefined): Route {
  return { page: "room", room, ...(thread === undefined ? { seq } : { seq: thread, thread: seq }) };
}

/** Goes somewhere, or once more to where one is; `replace`: without a step to go back to. */
export function navigate(route: Route, replace = false): void {
  const path = pathOf(route);
  known = { path, route: routeOf(path) };
  if (replace || path === location.pathname) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  for (const changed of [...listeners]) changed();
}
