import { abstract, type Block, jsonValues } from "./document.ts";

/** Between the output of one block and the next. Not in anything a server answers. */
const mark = "\u001e";
const shellMsMax = 60_000;

/** A block that is run, what it printed, and the block that shows what it should print. */
export interface Ran {
  readonly block: Block;
  readonly output: string;
  readonly shown: Block | undefined;
}

/** Where the documents say that the server is. */
export const shownAddress = "127.0.0.1:8080";

/**
 * Runs the `sh` blocks of a document, in order and in one shell, so that later ones see the variables of earlier ones,
 * in a folder of its own. Fails with the output when a command does.
 */
export async function runShell(blocks: readonly Block[], address: string): Promise<Ran[]> {
  const scripts = blocks.filter(({ language }) => language === "sh");
  const text = ["set -euo pipefail", ...scripts.map((block) => `${block.text}\nprintf '${mark}'`)].join("\n");
  const folder = await Deno.makeTempDir({ prefix: "parley-test-" });
  try {
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", text.replaceAll(shownAddress, address)],
      cwd: folder,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(shellMsMax),
    }).output();
    const outputs = new TextDecoder().decode(stdout).split(mark);
    if (code !== 0) {
      const at = scripts[outputs.length - 1]?.line;
      throw new Error(`The block of line ${at} failed (${code}): ${outputs.at(-1)}${new TextDecoder().decode(stderr)}`);
    }
    return scripts.map((block, i) => ({ block, output: outputs[i] ?? "", shown: shownAfter(blocks, block) }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The `json` block right behind another. */
function shownAfter(blocks: readonly Block[], block: Block): Block | undefined {
  const next = blocks[blocks.indexOf(block) + 1];
  return next?.language === "json" ? next : undefined;
}

/** What a run printed and what the document shows, with ids, times and tokens taken out of both. */
export function compared({ output, shown }: Ran): { readonly actual: unknown; readonly expected: unknown } {
  const separated = output.replaceAll(/\}\s*\{"/g, '}\n{"');
  return { actual: abstract(jsonValues(separated)), expected: abstract(jsonValues(shown?.text ?? "")) };
}
