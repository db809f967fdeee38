/** How a question is put. */
export interface Question {
  readonly text: string;
  /** A password: what is typed is not shown. */
  readonly isSecret?: boolean;
}

/** Where the client writes and what it is told: a terminal, or plain lines. */
export interface Screen {
  /** One or more lines of content: messages, answers to commands. */
  print(text: string): void;
  /** Something about the client itself: connection, failures. */
  notice(text: string): void;
  /** What stands before the line being typed, where there is one. */
  setPrompt(prompt: string): void;
  /** The next line; `undefined`: there are no more. */
  readLine(question?: Question): Promise<string | undefined>;
  /** No more lines: a waiting `readLine` answers `undefined`. */
  end(): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** What a screen needs of the process. */
export interface Streams {
  readonly input: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Both write everything before they return. */
  write(text: string): void;
  writeError(text: string): void;
  /** Present when input and output are a terminal. */
  readonly terminal?: {
    columns(): number;
    rows(): number;
    /** Whether it can do more than print lines: `TERM` names one that can move its cursor. */
    readonly canDraw: boolean;
    /** Calls `ending` when the process is about to be ended from outside; the answer stops it. */
    onEnding(ending: () => void): () => void;
    setRaw(isRaw: boolean): void;
    /** Calls `resized` whenever the size changes; the answer stops it. */
    onResize(resized: () => void): () => void;
  };
  /** Whether colours are wanted. */
  readonly isColoured: boolean;
}
