import { isIP } from "node:net";

/**
 * The client's address as `hops` trusted proxies tell it: each appends the address it was called from to
 * `X-Forwarded-For`, so the client's is the entry `hops` from the end. Entries before it are the client's own words. With
 * fewer entries than hops, or one that is no address, the proxies are not those that were configured: the peer counts.
 */
export function clientAddress(remote: string, forwardedFor: string | undefined, hops: number): string {
  if (hops <= 0 || forwardedFor === undefined) return plain(remote);
  const entry = forwardedFor.split(",").at(-hops)?.trim();
  const address = entry === undefined ? "" : plain(withoutPort(entry));
  return isIP(address) === 0 ? plain(remote) : address;
}

/** What is limited together: one IPv4 address, or the 64 bits of an IPv6 address that one subscriber has as a whole. */
export function limitKey(address: string): string {
  return isIP(address) === 6 ? `${groups(address).slice(0, 4).join(":")}::/64` : address;
}

/** IPv4 in the clothes of IPv6, as sockets that speak both show it, is IPv4. */
function plain(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address;
}

function withoutPort(entry: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(entry);
  if (bracketed !== null) return bracketed[1]!;
  return /^\d+\.\d+\.\d+\.\d+:\d+$/.test(entry) ? entry.slice(0, entry.indexOf(":")) : entry;
}

/** The first groups of an IPv6 address, without leading zeros. */
function groups(address: string): string[] {
  const [left = "", right] = address.split("%")[0]!.split("::");
  const before = left === "" ? [] : left.split(":");
  const after = right === undefined || right === "" ? [] : right.split(":");
  const missing = right === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const all = [...before, ...Array.from({ length: missing }, () => "0"), ...after];
  return all.map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""));
}
