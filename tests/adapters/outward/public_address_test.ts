import assert from "node:assert/strict";
import { checkedLookup, NotPublic } from "../../../src/adapters/outward/checked_lookup.ts";
import { isPublicAddress } from "../../../src/adapters/outward/public_address.ts";
import { isPublicName } from "../../../src/adapters/outward/public_name.ts";

Deno.test("addresses of the public internet are told from all others, in both families", () => {
  const open = [
    "8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "192.169.0.1",
    "100.128.0.1",
    "223.255.255.254",
    "9.255.255.255",
    "11.0.0.0",
    "126.255.255.255",
    "169.253.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "192.0.1.0",
    "192.0.3.0",
    "198.51.101.0",
    "203.0.114.0",
    "2001:200::1",
    "2003::1",
    "3ffe::1",
    "2600::1",
    "2a00:1450::1",
  ];
  const closed = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.0.2.255",
    "192.88.99.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::a00:1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "2001:1ff:ffff::1",
    "2001:10::1",
    "3fff::1",
    "3fff:fff::1",
    "4000::1",
    "1fff::1",
    "2002:a00:1::1",
    "localhost",
    "",
  ];
  for (const address of open) assert.equal(isPublicAddress(address), true, address);
  for (const address of closed) assert.equal(isPublicAddress(address), false, address);
});

Deno.test("names that lead home or nowhere are told from others, whatever their case and with a dot at their end", () => {
  const endings = "local localhost internal intranet lan home corp private home.arpa test invalid onion alt".split(" ");
  for (const ending of endings) {
    for (const host of [`x.${ending}`, `X.Y.${ending.toUpperCase()}`, `x.${ending}.`]) {
      assert.equal(isPublicName(host), false, host);
    }
    assert.equal(isPublicName(`x${ending}.example.com`), true, ending);
    assert.equal(isPublicName(`${ending}.example.com`), true, ending);
  }
  for (const host of ["router", "localhost", "localhost.", "router.", "10.0.0.1", "8.8.8.8", "2600::1", ""]) {
    assert.equal(isPublicName(host), false, host);
  }
});

Deno.test("a name with no address is looked up in vain, and of several addresses the first is told where one is wanted", async () => {
  const asked = (addresses: readonly string[], all: boolean) =>
    new Promise((told) => {
      const found = addresses.map((address) => ({ address, family: 4 }));
      checkedLookup(isPublicAddress, () => Promise.resolve(found))("x.example", { all }, (...answer) => told(answer));
    });
  for (const all of [true, false]) {
    const [error] = await asked([], all) as [Error];
    assert.ok(error instanceof NotPublic);
  }
  assert.deepEqual(await asked(["8.8.8.8", "1.1.1.1"], false), [null, "8.8.8.8", 4]);
  assert.deepEqual(await asked(["8.8.8.8", "1.1.1.1"], true), [null, [
    { address: "8.8.8.8", family: 4 },
    { address: "1.1.1.1", family: 4 },
  ]]);
});
