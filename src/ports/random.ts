/** Randomness as a parameter. */
export interface Random {
  /** Unpredictable bytes, fit for secrets. */
  bytes(count: number): Uint8Array;
  /** 0 <= x < 1, for jitter. */
  fraction(): number;
}
