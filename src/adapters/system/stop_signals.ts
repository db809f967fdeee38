/** What the operating system asks of a server. */
export interface SignalHandlers {
  /** SIGTERM or SIGINT. */
  stop(signal: Deno.Signal): void;
  /** SIGHUP: read the settings again. */
  reload?(): void;
}

/** Listens for the signals of the platform; the answer stops listening. */
export function onSignals(handlers: SignalHandlers): () => void {
  // Windows knows no SIGTERM, and its SIGHUP says that the console is closing.
  const windows = Deno.build.os === "windows";
  const listeners: [Deno.Signal, () => void][] = [["SIGINT", () => handlers.stop("SIGINT")]];
  if (!windows) listeners.push(["SIGTERM", () => handlers.stop("SIGTERM")]);
  const { reload } = handlers;
  if (!windows && reload !== undefined) listeners.push(["SIGHUP", () => reload()]);
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  };
}
