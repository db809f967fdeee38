import assert from "node:assert/strict";
import { clientAddress, limitKey } from "../../src/http/address.ts";

Deno.test("clientAddress() believes exactly as many proxies as there are", () => {
  const forged = "203.0.113.9, 198.51.100.7, 192.0.2.44";
  assert.equal(clientAddress("10.0.0.1", forged, 0), "10.0.0.1");
  assert.equal(clientAddress("10.0.0.1", forged, 1), "192.0.2.44");
  assert.equal(clientAddress("10.0.0.1", forged, 2), "198.51.100.7");
  assert.equal(clientAddress("10.0.0.1", undefined, 1), "10.0.0.1");
});

Deno.test("clientAddress() falls back to the peer where the header is not what those proxies would send", () => {
  for (
    const header of ["", " ", "unknown", "192.0.2.1.5", "_hidden", "localhost", "1", "'; DROP TABLE", "192.0.2.1 x"]
  ) {
    assert.equal(clientAddress("10.0.0.1", header, 1), "10.0.0.1", header);
  }
  assert.equal(clientAddress("10.0.0.1", "192.0.2.1", 2), "10.0.0.1", "fewer entries than proxies");
});

Deno.test("clientAddress() reads addresses with ports, brackets and IPv4 in the clothes of IPv6", () => {
  assert.equal(clientAddress("10.0.0.1", "192.0.2.1:5000", 1), "192.0.2.1");
  assert.equal(clientAddress("10.0.0.1", "[2001:db8::1]:5000", 1), "2001:db8::1");
  assert.equal(clientAddress("10.0.0.1", "[2001:db8::1]", 1), "2001:db8::1");
  assert.equal(clientAddress("::ffff:192.0.2.7", undefined, 0), "192.0.2.7");
  assert.equal(clientAddress("10.0.0.1", "::FFFF:192.0.2.7", 1), "192.0.2.7");
});

Deno.test("limitKey() takes the 64 bits of an IPv6 address that one subscriber has, however they are written", () => {
  const same = ["2001:db8::1", "2001:DB8:0:0:ffff::2", "2001:0db8:0000:0000:1:2:3:4", "2001:db8::", "2001:db8::1%eth0"];
  for (const address of same) assert.equal(limitKey(address), "2001:db8:0:0::/64", address);
  assert.notEqual(limitKey("2001:db8:0:1::1"), limitKey("2001:db8::1"));
  assert.equal(limitKey("::1"), "0:0:0:0::/64");
  assert.equal(limitKey("1::"), "1:0:0:0::/64");
  assert.equal(limitKey("192.0.2.1"), "192.0.2.1");
});
