/** A file on its way to a room. Never changed: what changes is another object under the same key. */
export interface Upload {
  readonly key: string;
  readonly file: File;
  /** Of a sound, seconds. */
  readonly duration?: number;
  readonly state: "going" | "done" | "failed";
  /** Bytes that the server has. */
  readonly sent: number;
  /** By which a message carries it, when it is done. */
  readonly id?: string;
  readonly error?: unknown;
}

export interface Going {
  readonly signal: AbortSignal;
  /** An upload that was begun before: it goes on where it was. */
  readonly id?: string;
  readonly duration?: number;
  onBegun(id: string): void;
  onProgress(sent: number): void;
}

export interface UploadsOptions {
  /** Sends a file, however long the network takes; answers its id. */
  upload(file: File, going: Going): Promise<{ readonly id: string }>;
  /** Has the server forget one. */
  remove(id: string): Promise<unknown>;
}

/** The files that one is about to send in one place. */
export class Uploads {
  readonly #options: UploadsOptions;
  readonly #ids = new Map<string, string>();
  readonly #ends = new Map<string, AbortController>();
  readonly #listeners = new Set<() => void>();
  #all: readonly Upload[] = [];
  #count = 0;

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  readonly get = (): readonly Upload[] => this.#all;

  readonly subscribe = (changed: () => void): () => void => {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  };

  /** @param about What is known of them. */
  add(files: readonly File[], about: Pick<Upload, "duration"> = {}): void {
    for (const file of files) {
      const upload = { key: String(++this.#count), file, ...about, state: "going", sent: 0 } as const;
      this.#set([...this.#all, upload]);
      void this.#go(upload);
    }
  }

  /** Goes on with one that failed. */
  retry(key: string): void {
    const upload = this.#all.find((one) => one.key === key);
    if (upload?.state !== "failed") return;
    const { error: _error, ...rest } = upload;
    this.#replace(key, { ...rest, state: "going" });
    void this.#go(upload);
  }

  /** Gives one up, wherever it is; the server forgets what it has of it. */
  cancel(key: string): void {
    this.#ends.get(key)?.abort();
    this.#set(this.#all.filter((one) => one.key !== key));
    const id = this.#ids.get(key);
    this.#ids.delete(key);
    // What cannot be removed now, the server removes by itself after a day.
    if (id !== undefined) this.#options.remove(id).catch(() => undefined);
  }

  /** They are part of a message now. */
  taken(): void {
    this.#ids.clear();
    this.#set([]);
  }

  async #go({ key, file, duration }: Upload): Promise<void> {
    const end = new AbortController();
    this.#ends.set(key, end);
    const before = this.#ids.get(key);
    try {
      const { id } = await this.#options.upload(file, {
        signal: end.signal,
        ...(before === undefined ? {} : { id: before }),
        ...(duration === undefined ? {} : { duration }),
        onBegun: (id) => this.#ids.set(key, id),
        onProgress: (sent) => this.#change(key, { sent }),
      });
      this.#change(key, { state: "done", sent: file.size, id });
    } catch (error) {
      if (!end.signal.aborted) this.#change(key, { state: "failed", error });
    } finally {
      this.#ends.delete(key);
    }
  }

  #change(key: string, change: Partial<Upload>): void {
    const upload = this.#all.find((one) => one.key === key);
    if (upload !== undefined) this.#replace(key, { ...upload, ...change });
  }

  #replace(key: string, upload: Upload): void {
    this.#set(this.#all.map((one) => one.key === key ? upload : one));
  }

  #set(all: readonly Upload[]): void {
    this.#all = all;
    for (const changed of [...this.#listeners]) changed();
  }
}
