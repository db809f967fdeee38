/**
 * Whether a page of this origin may open a connection. No `Origin` header means that no browser is asking: only a browser
 * is told by a page what to do, and only a browser sends it. A page of the server itself is welcome over http and https,
 * since the server cannot see whether a proxy before it speaks TLS. Everything else is compared whole, as browsers
 * serialise it: `null`, another port, another scheme and look-alikes do not match.
 *
 * @param origins The values of all `Origin` headers.
 * @param host The value of the one `Host` header; `undefined`: missing or doubled, and then no page is the server's own.
 */
export function originAllowed(
  origins: readonly string[],
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  const [origin, ...more] = origins;
  if (origin === undefined) return true;
  if (more.length > 0) return false;
  if (allowed.includes(origin)) return true;
  if (host === undefined || host === "") return false;
  const own = host.toLowerCase();
  return origin === `http://${own}` || origin === `https://${own}`;
}
