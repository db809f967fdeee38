interface Policy {
  createScriptURL(address: string): unknown;
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): Policy;
}

const address = "/service_worker.js";

/** Lets the application open without a network from now on. Where the browser cannot, it works all the same. */
export function keepForOffline(): void {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined) return;
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy("parley", { createScriptURL: () => address });
  serviceWorker.register((policy?.createScriptURL(address) ?? address) as string).catch(reportError);
}
