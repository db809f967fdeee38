/** What a server tells of itself at `/metrics`. */
export class ServerMetrics {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static async read(url: string): Promise<ServerMetrics> {
    return new ServerMetrics(await (await fetch(`${url}/metrics`)).text());
  }

  /** A counter or gauge by its full name, with its labels where it has some; 0: not counted yet. */
  value(name: string): number {
    const line = this.#text.split("\n").find((line) => line.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1) ?? 0);
  }

  /** A histogram's counts up to each bound. */
  buckets(name: string): Map<number, number> {
    const found = this.#text.matchAll(new RegExp(`^${name}_bucket\\{le="([^"]+)"\\} (\\S+)$`, "gm"));
    return new Map(Array.from(found, ([, le, count]) => [le === "+Inf" ? Infinity : Number(le), Number(count)]));
  }
}

/** The bound below which this share of what was observed between two readings lies, evenly spread within its bucket. */
export function quantile(before: ServerMetrics, after: ServerMetrics, name: string, share: number): number {
  const earlier = before.buckets(name);
  const counts = [...after.buckets(name)].map(([le, count]) => [le, count - (earlier.get(le) ?? 0)] as const);
  const wanted = (counts.at(-1)?.[1] ?? 0) * share;
  let [low, below] = [0, 0];
  for (const [le, count] of counts) {
    if (count >= wanted && count > below) {
      return le === Infinity ? low : low + (le - low) * (wanted - below) / (count - below);
    }
    [low, below] = [le, count];
  }
  return NaN;
}
