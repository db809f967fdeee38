import { codeOf, FileGone, sqliteCode } from "./failure.ts";
import { CommitFault } from "./transaction.ts";

/** A file that cannot be opened, with a sentence for the operator. */
export class OpenFault extends Error {
  override readonly name = "OpenFault";
}

/** Makes the file where there is none, readable by its owner only; SQLite gives its companions the same mode. */
export function createFile(path: string): void {
  Deno.openSync(path, { write: true, create: true, mode: 0o600 }).close();
}

/**
 * A check that the file which stands at the path now is still there. SQLite goes on writing into a file that was deleted,
 * moved away or replaced, and everything acknowledged since would be gone with the process. The check throws
 * {@link FileGone}.
 */
export function createPresenceCheck(path: string): () => void {
  const { dev, ino } = Deno.statSync(path);
  return () => {
    let now: Deno.FileInfo;
    try {
      now = Deno.statSync(path);
    } catch (cause) {
      throw new FileGone("The data file is not where it was: put it back, or start again", { cause });
    }
    if (now.dev === dev && now.ino === ino) return;
    throw new FileGone("Another file stands where the data file was: put it back, or start again");
  };
}

const advice: Readonly<Record<number, string>> = {
  [sqliteCode.busy]: "is locked by another process: stop it, or wait until it is done",
  [sqliteCode.readOnly]: "may not be written: give this user the right to write the file and its folder",
  [sqliteCode.ioError]: "cannot be read or written: check the disk",
  [sqliteCode.corrupt]: "is damaged: move it away and restore a backup",
  [sqliteCode.full]: "cannot grow, the disk is full: make room",
  [sqliteCode.cannotOpen]: "cannot be opened: check that its folder exists and that this user may write there",
  [sqliteCode.notADatabase]: "is not a SQLite database: move it away, or choose another file",
};

/** One sentence that names the file and says what to do. */
export function openFault(path: string, error: unknown): OpenFault {
  if (error instanceof OpenFault) return error;
  return new OpenFault(`The data file ${JSON.stringify(path)} ${adviceFor(error)}`, { cause: error });
}

function adviceFor(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "cannot be made: make its folder first";
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return "cannot be opened: give this user the right to read and write the file and its folder";
  }
  const known = advice[codeOf(error instanceof CommitFault ? error.cause : error) ?? -1];
  if (known !== undefined) return known;
  return `cannot be opened: ${error instanceof Error ? error.message : String(error)}`;
}
