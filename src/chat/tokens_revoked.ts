import { revocationPollMs, revocationReloadMs } from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { RevocationCursor, Tokens } from "../ports/tokens.ts";
import type { RevocationFeed } from "./token_authority.ts";

export interface RevokedTokensDeps {
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly log: Log;
}

/** The keys of revoked tokens as far as this node knows: the store's, kept up to date, and its own at once. */
export class RevokedTokens implements RevocationFeed {
  readonly #deps: RevokedTokensDeps;
  readonly #listeners = new Set<(tokenKeys: readonly string[]) => void>();
  #known = new Set<string>();
  /** Revoked here since the last reading of everything began: its answer may lack them. */
  #own = new Set<string>();
  #cursor: RevocationCursor = 0;
  #loadedAt: number | undefined;
  #reading: Promise<readonly string[]> | undefined;
  #next: Promise<readonly string[]> | undefined;
  #timer: Cancel | undefined;
  #failing = false;
  #closed = false;

  constructor(deps: RevokedTokensDeps) {
    this.#deps = deps;
  }

  has(tokenKey: string): boolean {
    return this.#known.has(tokenKey);
  }

  /** Resolves when the store's revocations have been read at least once: before that nothing can be trusted. */
  async loaded(): Promise<void> {
    if (this.#loadedAt === undefined) await (this.#reading ?? this.sync());
  }

  async revoke(tokenKey: string, expiresAt: number): Promise<void> {
    await this.#deps.tokens.revoke(tokenKey, expiresAt);
    this.#own.add(tokenKey);
    this.#learn([tokenKey]);
  }

  async start(): Promise<void> {
    await this.sync();
    this.#pollLater();
  }

  /** Shares the next read with others who ask meanwhile, never one that began before this was called. */
  sync(): Promise<readonly string[]> {
    if (this.#next !== undefined) return this.#next;
    if (this.#reading === undefined) return this.#begin();
    const ended = this.#reading.then(() => undefined, () => undefined);
    this.#next = ended.then(() => {
      this.#next = undefined;
      return this.#begin();
    });
    return this.#next;
  }

  listen(heard: (tokenKeys: readonly string[]) => void): () => void {
    this.#listeners.add(heard);
    return () => void this.#listeners.delete(heard);
  }

  close(): void {
    this.#closed = true;
    this.#timer?.();
    this.#timer = undefined;
    this.#listeners.clear();
  }

  #begin(): Promise<readonly string[]> {
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<readonly string[]> {
    const { tokens, clock } = this.#deps;
    const startedAt = clock.monotonic();
    const whole = this.#loadedAt === undefined || startedAt - this.#loadedAt >= revocationReloadMs;
    if (whole) this.#own = new Set();
    const { cursor, keys } = await tokens.revokedSince(whole ? 0 : this.#cursor, clock.now());
    this.#cursor = cursor;
    const fresh = keys.filter((key) => !this.#known.has(key));
    if (whole) {
      this.#loadedAt = startedAt;
      this.#known = new Set(this.#own);
      for (const key of keys) this.#known.add(key);
    }
    this.#learn(fresh);
    return fresh;
  }

  #learn(tokenKeys: readonly string[]): void {
    if (tokenKeys.length === 0) return;
    for (const key of tokenKeys) this.#known.add(key);
    for (const heard of this.#listeners) heard(tokenKeys);
  }

  #pollLater(): void {
    if (this.#closed) return;
    this.#timer = this.#deps.clock.after(revocationPollMs, () => void this.#poll());
  }

  async #poll(): Promise<void> {
    try {
      await this.sync();
      this.#failing = false;
    } catch (error) {
      // Once an outage: the next poll is two seconds away.
      if (!this.#failing) this.#deps.log.warn("Cannot read which tokens were revoked elsewhere", { error });
      this.#failing = true;
    }
    this.#pollLater();
  }
}
