/** What was begun and not sent, one text a room. Kept in the browser, of one user, at every key pressed. */
export interface DraftStore {
  get(room: string): string;
  set(room: string, text: string): void;
  /** Forgets all of them: the user goes. */
  clear(): void;
}

type Keeper = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export function createDraftStore(keeper: Keeper, user: string): DraftStore {
  const prefix = `parley/draft/${user}/`;
  return {
    get: (room) => keeper.getItem(prefix + room) ?? "",
    set(room, text) {
      try {
        if (text === "") keeper.removeItem(prefix + room);
        else keeper.setItem(prefix + room, text);
      } catch (error) {
        // The browser keeps no more: the draft lives as long as the window.
        if (!(error instanceof DOMException)) throw error;
      }
    },
    clear() {
      const keys = Array.from({ length: keeper.length }, (_, i) => keeper.key(i) ?? "");
      for (const key of keys) if (key.startsWith(prefix)) keeper.removeItem(key);
    },
  };
}
