/** A text for everybody who listens to a channel, its sender included. */
export interface WireText {
  /** 0 <= channel < `Wire.channels`. */
  readonly channel: number;
  readonly text: string;
}

/** What a link tells whoever asked for it. Nothing may be thrown into it, and it throws nothing. */
export interface WireListener {
  /** A text arrived, from whomever: own, foreign, doubled, late or forged. */
  heard(text: string): void;
  /** The link is of no use any more. Called at most once, and not by the time `close` was called. */
  ended(reason: unknown): void;
}

/** One life of a connection. It does not come back: whoever wants another asks the wire again. */
export interface Link {
  /** Resolves when the texts are handed over, rejects when they may not be. May take for ever on a silent network. */
  send(texts: readonly WireText[]): Promise<void>;
  /** Cuts everything at once and frees it; never rejects. Repeating it is harmless. */
  close(): Promise<void>;
}

/**
 * Carries short texts between nodes over something that many use: all that a broker's technology must be able to do. What
 * is said, when it is repeated, whether anybody hears it and when to come back is the affair of one common caller.
 */
export interface Wire {
  /** Rooms are spread over this many channels; the same for every node of a cluster. */
  readonly channels: number;
  /** Ways in that can fail alone. Channels 0 to `streams` - 1 come in over different ones. */
  readonly streams: number;
  /** Calls of `send` that may be on their way at once; what comes meanwhile is gathered for the next. */
  readonly sendsMax: number;
  /**
   * Connects once. Resolves when every channel is listened to and can be spoken on; rejects, with nothing left behind,
   * when that cannot be or the signal is aborted.
   */
  connect(listener: WireListener, signal: AbortSignal): Promise<Link>;
}
