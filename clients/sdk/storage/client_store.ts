/**
 * What a client keeps over reloads: its outbox, and what it has shown last for reading offline. Keys are paths
 * (`<user>/outbox/…`), values are plain data that survives structured cloning.
 *
 * An adapter must keep writes in the order of the calls, and a resolved write must survive a crash of the page. It may
 * lose everything at any time otherwise (browsers do): nothing that was acknowledged is kept here alone.
 */
export interface ClientStore {
  get(key: string): Promise<unknown>;
  /** All entries whose key begins so, by key. */
  list(prefix: string): Promise<readonly (readonly [key: string, value: unknown])[]>;
  put(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  /** Deletes all entries whose key begins so. */
  deleteAll(prefix: string): Promise<void>;
  close(): void;
}
