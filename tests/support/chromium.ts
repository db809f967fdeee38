import { type Browser, chromium } from "playwright-core";

/** Longest wait for anything in a page, milliseconds: a bound of a hang. */
const pageMsMax = 60_000;

/** A browser without a window, ended when its scope ends. Its pages wait long: the machine may be busy. */
export async function openChromium(): Promise<{ readonly browser: Browser } & AsyncDisposable> {
  // As root, as in containers, it starts without its sandbox only.
  const args = ["--no-sandbox", "--disable-dev-shm-usage"];
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args, timeout: pageMsMax });
  return { browser, [Symbol.asyncDispose]: () => browser.close() };
}

export { pageMsMax };
