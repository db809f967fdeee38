/** Microseconds a bucket is wide, and how many there are: 20 s, beyond which everything is one. */
const bucketUs = 50;
const buckets = 400_000;

/** Latencies, counted rather than kept. */
export class LatencyHistogram {
  readonly #counts: Uint32Array;
  #total = 0;

  constructor(counts: Uint32Array = new Uint32Array(buckets)) {
    this.#counts = counts;
    for (const count of counts) this.#total += count;
  }

  add(us: number): void {
    // Threads tell the time to within some microseconds of each other: below nothing is nothing.
    this.#counts[Math.min(buckets - 1, Math.max(0, Math.trunc(us / bucketUs)))]!++;
    this.#total++;
  }

  merge({ counts }: { readonly counts: Uint32Array }): void {
    for (let i = 0; i < buckets; i++) {
      this.#counts[i]! += counts[i]!;
      this.#total += counts[i]!;
    }
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  get counts(): Uint32Array {
    return this.#counts;
  }

  get total(): number {
    return this.#total;
  }

  /** Milliseconds below which this share of all lies; the upper edge of the bucket. NaN when there are none. */
  percentile(share: number): number {
    if (this.#total === 0) return NaN;
    let seen = 0;
    for (let i = 0; i < buckets; i++) {
      seen += this.#counts[i]!;
      if (seen >= this.#total * share) return (i + 1) * bucketUs / 1_000;
    }
    return Infinity;
  }
}
