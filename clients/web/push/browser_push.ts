import type { ParleyApi, PushSubscriptionInput } from "../../sdk/mod.ts";

/** How this browser stands to being told of messages while no page of the chat is open. */
export type PushState =
  /** It cannot: a page without encryption; a browser without the means; a server that sends none; the person's word. */
  | "insecure"
  | "unsupported"
  | "none"
  | "denied"
  | "off"
  | "on";

type Push = Pick<ParleyApi["push"], "key" | "subscribe" | "list" | "unsubscribe">;

/** What this browser could do for anybody, asked without telling the server anything. */
function hindrance(): "insecure" | "unsupported" | undefined {
  if (!globalThis.isSecureContext) return "insecure";
  const can = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
  return can ? undefined : "unsupported";
}

async function subscription(): Promise<PushSubscription | null> {
  if (hindrance() !== undefined) return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return await registration?.pushManager.getSubscription() ?? null;
}

export async function pushState(push: Push): Promise<PushState> {
  const hindered = hindrance();
  if (hindered !== undefined) return hindered;
  if ((await push.key()).public_key === null) return "none";
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" && await subscription() !== null ? "on" : "off";
}

/** Asks the person, then the browser, then tells the server. */
export async function beginPush(push: Push): Promise<PushState> {
  const hindered = hindrance();
  if (hindered !== undefined) return hindered;
  const { public_key: key } = await push.key();
  if (key === null) return "none";
  if (await Notification.requestPermission() !== "granted") return pushState(push);
  const { pushManager } = await navigator.serviceWorker.ready;
  const kept = await pushManager.getSubscription();
  // By another key than the server's it would be told nothing: the server has another store than before.
  if (kept !== null && keyOf(kept) !== key) await kept.unsubscribe();
  await push.subscribe(inputOf(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })));
  return "on";
}

/** Tells nobody anything any more: the browser forgets it first, so that it holds even where the server is away. */
export async function endPush(push: Push): Promise<void> {
  const kept = await subscription();
  if (kept === null) return;
  const { endpoint } = kept;
  await kept.unsubscribe();
  await push.unsubscribe(await idOf(endpoint));
}

/** Says again that this browser is this user's, where it is told at all: harmless, and mends what was lost. */
export async function keepPush(push: Push): Promise<void> {
  const kept = await subscription();
  if (kept === null || Notification.permission !== "granted") return;
  await push.subscribe(inputOf(kept));
}

/** How many other browsers of this user are told. */
export async function otherBrowsers(push: Push): Promise<number> {
  const kept = await subscription();
  const own = kept === null ? undefined : await idOf(kept.endpoint);
  return (await push.list()).subscriptions.filter(({ id }) => id !== own).length;
}

function inputOf(subscription: PushSubscription): PushSubscriptionInput {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint: endpoint!, keys: { p256dh: keys!["p256dh"]!, auth: keys!["auth"]! } };
}

function keyOf({ options: { applicationServerKey: key } }: PushSubscription): string | undefined {
  if (key === null) return undefined;
  const text = btoa(String.fromCharCode(...new Uint8Array(key)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** As the server names it: by the beginning of a digest of its address. */
async function idOf(endpoint: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
  return [...digest.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
