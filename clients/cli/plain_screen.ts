import type { Question, Screen, Streams } from "./screen.ts";

/** Longest line read, characters: far more than a message may have. */
const lineCharsMax = 100_000;

/** Lines in, lines out, nothing redrawn: for pipes, scripts and dumb terminals. Notices go to the error output. */
export function createPlainScreen(streams: Streams): Screen {
  const reader = streams.input.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let isOver = false;
  let end = () => {};
  const ended = new Promise<undefined>((resolve) => end = () => resolve(undefined));

  /** Reads no further than asked, so that whoever feeds the pipe is held back. */
  async function line(): Promise<string | undefined> {
    for (;;) {
      const at = text.indexOf("\n");
      if (at >= 0 || text.length > lineCharsMax || (isOver && text !== "")) {
        const found = at >= 0 ? text.slice(0, at) : text;
        text = at >= 0 ? text.slice(at + 1) : "";
        return found.endsWith("\r") ? found.slice(0, -1) : found;
      }
      if (isOver) return undefined;
      const { value, done } = await reader.read();
      if (done) isOver = true;
      else text += value;
    }
  }

  return {
    print: (text) => streams.write(`${text}\n`),
    notice: (text) => streams.writeError(`${text}\n`),
    setPrompt() {},
    readLine(question?: Question) {
      if (question !== undefined) streams.writeError(`${question.text}\n`);
      return Promise.race([line(), ended]);
    },
    end: () => end(),
    close() {
      // The reader may be in the middle of a read; what it would have got is not wanted any more.
      reader.cancel().catch((error: unknown) => streams.writeError(`${error}\n`));
    },
  };
}
