import type { Context } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import { tokenSeconds } from "../limits.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { AppEnv } from "./app_env.ts";
import { originAllowed } from "./origin.ts";

/**
 * The cookie of a browser's session. Over https it has the prefix by which browsers refuse it from anybody but this very
 * host over https, so that a neighbouring subdomain cannot plant a session; that demands the path `/`. Over plain http,
 * which is for trying out on one's own machine, no such prefix exists.
 */
const plainName = "parley_session";
const secureName = `__Host-${plainName}`;

/** The token of the session; `undefined`: there is none, or several with one name, of which one was planted. */
export function readSessionCookie(c: Context<AppEnv>): string | undefined {
  const pairs = (c.req.header("cookie") ?? "").split(";").map((pair) => pair.trim());
  const valuesOf = (name: string) => pairs.filter((pair) => pair.startsWith(`${name}=`));
  const found = [secureName, ...(isSecure(c) ? [] : [plainName])].map(valuesOf).find(({ length }) => length > 0);
  const [pair, ...more] = found ?? [];
  if (pair === undefined || more.length > 0) return undefined;
  const value = pair.slice(pair.indexOf("=") + 1);
  return /^[A-Za-z0-9._-]+$/.test(value) ? value : undefined;
}

export function setSessionCookie(c: Context<AppEnv>, token: string, expiresAt: number, now: number): void {
  const maxAge = Math.max(0, Math.min(tokenSeconds, Math.floor((expiresAt - now) / 1_000)));
  const secure = isSecure(c);
  const shared = { httpOnly: true, sameSite: "Strict", maxAge } as const;
  if (secure) setCookie(c, plainName, token, { ...shared, prefix: "host", path: "/", secure });
  else setCookie(c, plainName, token, { ...shared, path: "/api" });
}

export function clearSessionCookie(c: Context<AppEnv>): void {
  if (isSecure(c)) deleteCookie(c, plainName, { prefix: "host", path: "/", secure: true });
  else deleteCookie(c, plainName, { path: "/api" });
}

/**
 * Lets only pages of this server use a cookie, since browsers send it whoever asks. The cookie is `SameSite=Strict` already;
 * this holds against other origins of the same site and older browsers, too. `same-site` is not enough, an origin that may
 * call with a token (`CORS_ORIGINS`) neither. Who changes something and says of itself nothing at all is no browser of today.
 * @throws ParleyError `origin_refused`
 */
export function requireOwnPage(c: Context<AppEnv>): void {
  const { method } = c.req;
  const reads = method === "GET" || method === "HEAD";
  const site = c.req.header("sec-fetch-site")?.toLowerCase();
  const origin = c.req.header("origin");
  const siteFits = site === undefined || site === "same-origin" || (site === "none" && reads);
  const originFits = origin === undefined || isOwn(c, origin);
  const told = reads || site !== undefined || origin !== undefined;
  if (!siteFits || !originFits || !told) {
    throw new ParleyError("origin_refused", "Only pages of this server may use the cookie of a session");
  }
}

/** Also behind a proxy whose word is not trusted: a browser says by its origin what it speaks. */
function isSecure(c: Context<AppEnv>): boolean {
  const origin = c.req.header("origin");
  return c.get("secure") || (origin !== undefined && origin.startsWith("https:") && isOwn(c, origin));
}

function isOwn(c: Context<AppEnv>, origin: string): boolean {
  return originAllowed([origin], c.req.header("host") ?? new URL(c.req.url).host, []);
}
