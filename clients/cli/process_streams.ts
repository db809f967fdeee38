import type { Streams } from "./screen.ts";

const encoder = new TextEncoder();

/** The streams of this process. */
export function processStreams(): Streams {
  const isTerminal = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  const streams = {
    input: Deno.stdin.readable,
    write: (text: string) => writeAll(Deno.stdout, text),
    writeError: (text: string) => writeAll(Deno.stderr, text),
    isColoured: isTerminal && !Deno.noColor,
  };
  if (!isTerminal) return streams;
  return {
    ...streams,
    terminal: {
      columns: () => Deno.consoleSize().columns,
      rows: () => Deno.consoleSize().rows,
      canDraw: canDraw(),
      onEnding(ending) {
        const signals: readonly Deno.Signal[] = Deno.build.os === "windows" ? [] : ["SIGTERM", "SIGHUP"];
        for (const signal of signals) Deno.addSignalListener(signal, ending);
        return () => signals.forEach((signal) => Deno.removeSignalListener(signal, ending));
      },
      setRaw: (isRaw) => Deno.stdin.setRaw(isRaw),
      onResize(resized) {
        // Windows has no such signal: there the next key draws the line anew.
        if (Deno.build.os === "windows") return () => {};
        Deno.addSignalListener("SIGWINCH", resized);
        return () => Deno.removeSignalListener("SIGWINCH", resized);
      },
    },
  };
}

/** A dumb terminal cannot move its cursor. Where the environment may not be read, any other is assumed. */
function canDraw(): boolean {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "TERM" });
  return state !== "granted" || Deno.env.get("TERM") !== "dumb";
}

/** One write may take less than it is given. */
function writeAll(output: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = encoder.encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(output.writeSync(bytes));
}
