import assert from "node:assert/strict";
import { welcomeText } from "../src/welcome.ts";

const facts = { version: "1.2.3", host: "127.0.0.1", port: 8080, dataDir: "./data", firstStart: true, deno: "deno" };

Deno.test("welcomeText() says where the server is, where its data are and how to open a client", () => {
  const text = welcomeText(facts);
  assert.match(text, /Parley 1\.2\.3 is ready: http:\/\/127\.0\.0\.1:8080\n/);
  assert.match(text, /\.\/data \(made now\)/);
  assert.match(text, /^ +deno task cli -- -addr 127\.0\.0\.1:8080$/m);
  assert.match(text, /http:\/\/127\.0\.0\.1:8080\/docs/);
  assert.doesNotMatch(welcomeText({ ...facts, firstStart: false }), /made now/);
});

Deno.test("welcomeText() shows addresses that a client on this machine can use", () => {
  assert.match(welcomeText({ ...facts, host: "0.0.0.0" }), /http:\/\/127\.0\.0\.1:8080/);
  assert.match(welcomeText({ ...facts, host: "::" }), /http:\/\/\[::1\]:8080/);
  assert.match(welcomeText({ ...facts, host: "fe80::1" }), /http:\/\/\[fe80::1\]:8080/);
});

Deno.test("welcomeText() calls Deno as this machine can", () => {
  assert.match(welcomeText({ ...facts, deno: "npx -y deno@2.9.6" }), /^ +npx -y deno@2\.9\.6 task cli -- -addr/m);
});
