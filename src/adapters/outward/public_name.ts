import { isIP } from "node:net";

/** Names that lead home, or nowhere: RFC 6761, 6762, 7686, 8375, 9476, and what routers and clouds use. */
const home = /(^|\.)(local|localhost|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid|onion|alt)$/;

/** The host of a `URL` without the brackets of an IPv6 address. */
export function hostOf({ hostname }: Pick<URL, "hostname">): string {
  return hostname.replace(/^\[|\]$/g, "");
}

/** Whether a name may be one of the public internet. Where it leads is not known yet. */
export function isPublicName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  return isIP(name) === 0 && name.includes(".") && !home.test(name);
}
