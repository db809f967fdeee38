/** Tells of what nothing caught, instead of letting it end the process; the answer stops it. */
export function onFaults(fault: (error: unknown) => void): () => void {
  const onError = (event: ErrorEvent): void => {
    event.preventDefault();
    fault(event.error ?? event.message);
  };
  const onRejection = (event: PromiseRejectionEvent): void => {
    event.preventDefault();
    fault(event.reason);
  };
  globalThis.addEventListener("error", onError);
  globalThis.addEventListener("unhandledrejection", onRejection);
  return () => {
    globalThis.removeEventListener("error", onError);
    globalThis.removeEventListener("unhandledrejection", onRejection);
  };
}
