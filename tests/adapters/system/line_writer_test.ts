import assert from "node:assert/strict";
import { LineWriter } from "../../../src/adapters/system/line_writer.ts";

const decoder = new TextDecoder();

/** A sink whose writes finish one by one, when the test lets them. */
class SlowSink {
  readonly written: string[] = [];
  #waiting: (() => void)[] = [];

  write(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        this.written.push(decoder.decode(bytes));
        resolve(bytes.length);
      });
    });
  }

  release(): boolean {
    const next = this.#waiting.shift();
    next?.();
    return next !== undefined;
  }
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

Deno.test("LineWriter.write() gathers a burst of lines into one write, in order", async () => {
  const written: string[] = [];
  const writer = new LineWriter({
    write: (bytes) => {
      written.push(decoder.decode(bytes));
      return Promise.resolve(bytes.length);
    },
  });
  for (let i = 0; i < 5; i++) writer.write(`${i}\n`);
  await writer.flush();
  assert.deepEqual(written, ["0\n1\n2\n3\n4\n"]);
});

Deno.test("LineWriter.write() goes on where a sink took only a part", async () => {
  let all = "";
  const writer = new LineWriter({
    write: (bytes) => {
      all += decoder.decode(bytes.subarray(0, 3));
      return Promise.resolve(Math.min(3, bytes.length));
    },
  });
  writer.write("0123456789\n");
  await writer.flush();
  assert.equal(all, "0123456789\n");
});

Deno.test("LineWriter bounds what waits for a reader that has stopped, and tells how many lines it dropped", async () => {
  const sink = new SlowSink();
  const writer = new LineWriter(sink);
  const line = `${"x".repeat(9_999)}\n`;
  for (let i = 0; i < 500; i++) writer.write(line);
  const flushed = writer.flush();
  await turn();
  assert.ok(sink.release(), "nothing was being written");
  await turn();
  writer.write("after\n");
  await turn();
  while (sink.release()) await turn();
  await flushed;
  const all = sink.written.join("");
  assert.ok(all.length < 1_100_000, `${all.length} bytes were kept`);
  assert.match(all, /"Log lines dropped","lines":396/);
  assert.match(all, /after\n/);
});

Deno.test("LineWriter survives a sink that fails and writes the next line", async () => {
  let broken = true;
  let all = "";
  const writer = new LineWriter({
    write: (bytes) => {
      if (broken) return Promise.reject(new Error("EPIPE"));
      all += decoder.decode(bytes);
      return Promise.resolve(bytes.length);
    },
  });
  writer.write("lost\n");
  await writer.flush();
  broken = false;
  writer.write("kept\n");
  await writer.flush();
  assert.match(all, /kept\n/);
  assert.match(all, /dropped/);
});
