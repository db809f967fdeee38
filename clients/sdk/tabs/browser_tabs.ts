import type { Tabs } from "./tabs.ts";

interface Channel {
  postMessage(message: unknown): void;
  close(): void;
  addEventListener(name: "message", listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(name: "message", listener: (event: { readonly data: unknown }) => void): void;
}
interface Locks {
  request(
    name: string,
    options: { readonly steal?: boolean; readonly signal?: AbortSignal },
    granted: () => Promise<void>,
  ): Promise<void>;
}
type Scope = {
  readonly BroadcastChannel?: new (name: string) => Channel;
  readonly navigator?: { readonly locks?: Locks };
};

/**
 * Tabs by Web Locks and a BroadcastChannel of that name. Where there are no locks (pages without TLS), every tab leads:
 * each message may then travel several times, and is stored once all the same.
 */
export function createBrowserTabs(name: string, scope: Scope = globalThis as Scope): Tabs {
  const channel = scope.BroadcastChannel === undefined ? undefined : new scope.BroadcastChannel(name);
  const locks = scope.navigator?.locks;
  let take: ((steals: boolean) => void) | undefined;
  return {
    lead(changed) {
      if (locks === undefined) {
        changed(true);
        return () => {};
      }
      const ending = new AbortController();
      let leads = false;
      take = (steals) => {
        if (leads || ending.signal.aborted) return;
        // A request that steals cannot be given up by a signal; it is granted at once anyway.
        locks.request(name, steals ? { steal: true } : { signal: ending.signal }, () => {
          if (ending.signal.aborted) return Promise.resolve();
          leads = true;
          changed(true);
          return new Promise<void>((resolve) => ending.signal.addEventListener("abort", () => resolve()));
        }).then(() => {
          leads = false;
        }, () => {
          // Given up, or stolen by another tab: then this one waits for its turn again.
          const wasLeading = leads;
          leads = false;
          if (!wasLeading || ending.signal.aborted) return;
          changed(false);
          take?.(false);
        });
      };
      take(false);
      return () => {
        take = undefined;
        ending.abort();
      };
    },
    steal: () => take?.(true),
    post: (message) => channel?.postMessage(message),
    listen(heard) {
      const listener = ({ data }: { readonly data: unknown }) => heard(data);
      channel?.addEventListener("message", listener);
      return () => channel?.removeEventListener("message", listener);
    },
    close: () => channel?.close(),
  };
}
