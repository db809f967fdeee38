/** Loaded before the server of a soak: on SIGUSR2 everything is cleared away that nothing refers to. */
const { gc } = globalThis as { gc?: () => void };
if (gc === undefined) throw new Error("Start it with --v8-flags=--expose-gc");
Deno.addSignalListener("SIGUSR2", () => {
  gc();
  gc();
});
