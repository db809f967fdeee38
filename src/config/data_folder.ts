import { ParleyError } from "../protocol/parley_error.ts";

/**
 * Makes the data folder, readable by its owner alone, where it does not exist.
 * Throws `ParleyError("unavailable")` with one sentence that says what to do when it cannot be written.
 * @returns Whether it was made now.
 */
export async function openDataFolder(path: string): Promise<boolean> {
  try {
    const made = await makeFolder(path);
    const probe = `${path}/.writable-${crypto.randomUUID()}`;
    await Deno.writeTextFile(probe, "", { createNew: true, mode: 0o600 });
    await Deno.remove(probe);
    return made;
  } catch (cause) {
    throw new ParleyError(
      "unavailable",
      `The data folder "${path}" cannot be written (${
        reasonOf(cause)
      }): change its owner or choose another with DATA_DIR`,
      { cause },
    );
  }
}

async function makeFolder(path: string): Promise<boolean> {
  try {
    if ((await Deno.stat(path)).isDirectory) return false;
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  return true;
}

/** The reason in the words of the operating system, without the path that Deno adds. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message.split(/ \(os error|, run again|: (?:open|mkdir|stat|link|rename) '/)[0]!.toLowerCase();
}
