/** A folder of its own that is gone, with all in it, when its scope ends. */
export interface TempFolder extends AsyncDisposable {
  readonly path: string;
  /** The path of a file in it. */
  file(name: string): string;
}

export async function tempFolder(): Promise<TempFolder> {
  const path = await Deno.makeTempDir({ prefix: "parley-test-" });
  return {
    path,
    file: (name) => `${path}/${name}`,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
