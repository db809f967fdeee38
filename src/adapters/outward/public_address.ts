import { BlockList, isIP } from "node:net";

/** Everything that is not the public internet: this machine, networks of its neighbours, multicast, what is reserved. */
const notPublic: readonly (readonly [network: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/** Of IPv6 only what is given out as public, without what stands for other addresses or for documents. */
const publicIpv6 = ["2000::", 3] as const;
const notPublicIpv6: readonly (readonly [network: string, bits: number])[] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const refused = new BlockList();
for (const [network, bits] of notPublic) refused.addSubnet(network, bits, "ipv4");
for (const [network, bits] of notPublicIpv6) refused.addSubnet(network, bits, "ipv6");
const taken = new BlockList();
taken.addSubnet(...publicIpv6, "ipv6");

/** Whether an address, not a name, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !refused.check(address, "ipv4");
  return family === 6 && taken.check(address, "ipv6") && !refused.check(address, "ipv6");
}
