import assert from "node:assert/strict";

async function run(command: string, ...args: readonly string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: [...args], stdout: "null", stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Takes what room is left, all but so many bytes. */
  fill(leave: number): Promise<void>;
  /** Makes room again. */
  clear(): Promise<void>;
}

/** A disk of so many MiB, in memory; `undefined` where this user may not mount one. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  const path = await Deno.makeTempDir({ prefix: "parley-disk-" });
  if (!await run("mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path)) {
    await Deno.remove(path);
    return undefined;
  }
  const ballast = `${path}/ballast`;
  return {
    path,
    async fill(leave) {
      const piece = new Uint8Array(4_096);
      const file = await Deno.open(ballast, { write: true, create: true, append: true });
      try {
        for (;;) await file.write(piece);
      } catch (error) {
        // No room on the device.
        if (!(error instanceof Error) || !/os error 28/.test(error.message)) throw error;
      } finally {
        file.close();
      }
      await Deno.truncate(ballast, Math.max(0, (await Deno.stat(ballast)).size - leave));
    },
    clear: () => Deno.remove(ballast),
    async [Symbol.asyncDispose]() {
      assert.ok(await run("umount", path), `${path} could not be unmounted`);
      await Deno.remove(path);
    },
  };
}

export const mayMount: boolean = await (async () => {
  await using disk = await mountSmallDisk(1);
  return disk !== undefined;
})();
