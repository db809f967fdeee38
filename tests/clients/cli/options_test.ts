import assert from "node:assert/strict";
import { parseOptions } from "../../../clients/cli/options.ts";

Deno.test("parseOptions() has defaults for a server on this machine", () => {
  assert.deepEqual(parseOptions([]), {
    ...{ url: "http://127.0.0.1:8080", register: false, room: "global", timeout: 30, plain: false, help: false },
  });
});

Deno.test("parseOptions() takes -plain for lines instead of the whole screen", () => {
  assert.equal(parseOptions(["-plain"]).plain, true);
});

Deno.test("parseOptions() takes one dash or two, a space or an equals sign, and a separator passed on", () => {
  const expected = parseOptions(["-addr", "host:9", "-user", "ada"]);
  assert.equal(expected.url, "http://host:9");
  assert.deepEqual(parseOptions(["--", "--addr=host:9", "--user", "ada"]), expected);
});

Deno.test("parseOptions() keeps a scheme, and reads a bare port as this machine's", () => {
  assert.equal(parseOptions(["-addr", "https://chat.example.org"]).url, "https://chat.example.org");
  assert.equal(parseOptions(["-addr", ":8081"]).url, "http://127.0.0.1:8081");
});

Deno.test("parseOptions() takes a password that begins with a dash or holds an equals sign", () => {
  assert.equal(parseOptions(["-user", "a", "-password", "-x=y"]).password, "-x=y");
});

const faults: [string[], RegExp][] = [
  [["-nope"], /"-nope" is not an option/],
  [["stray"], /"stray" is not an option/],
  [["-addr"], /-addr needs a value/],
  [["-addr", "http://"], /is no address/],
  [["-history", "many"], /whole number from 0 to 200/],
  [["-timeout", "-1"], /whole number/],
  [["-register", "-user", "ada"], /-register needs -user and -email/],
  [["-help=yes"], /is not an option/],
];
for (const [args, message] of faults) {
  Deno.test(`parseOptions() refuses ${args.join(" ")}`, () => {
    assert.throws(() => parseOptions(args), { name: "UsageError", message });
  });
}
