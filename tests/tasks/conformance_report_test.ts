import assert from "node:assert/strict";
import { markdownOf, placed, reportOn } from "../../tasks/conformance/report.ts";
import type { CaseResult } from "../../tasks/conformance/wstest.ts";

const good: CaseResult = { behavior: "OK", behaviorClose: "OK", remoteCloseCode: 1000 };
const failed = (code: number | null): CaseResult => {
  return { behavior: "FAILED", behaviorClose: "FAILED", remoteCloseCode: code };
};

Deno.test("reportOn() explains a failure by a stated bound only where the subject has it", () => {
  const results = new Map([["9.1.2", failed(1009)], ["9.1.3", failed(1009)], ["1.2.1", failed(1003)], ["1.1.1", good]]);
  const shipped = reportOn("node as shipped", results);
  assert.deepEqual([shipped.cases, shipped.ok, shipped.unexplained.length], [4, 1, 0]);
  assert.deepEqual([...shipped.explained.values()], [["9.1.2", "9.1.3"], ["1.2.1"]]);
  assert.equal(reportOn("node, all bounds raised", results).unexplained.length, 3);
});

Deno.test("reportOn() leaves a failure unexplained that ends in another code, in none, or in a bad close", () => {
  const results = new Map([
    ["1.1.1", failed(1002)],
    ["1.1.2", failed(null)],
    ["7.3.6", { ...good, behaviorClose: "FAILED BY CLIENT", remoteCloseCode: null }],
    ["2.1", { ...good, behavior: "UNCLEAN" }],
  ]);
  assert.equal(reportOn("node as shipped", results).unexplained.length, 4);
  const edge = reportOn("edge as shipped", results);
  assert.equal(edge.unexplained.length, 3);
  assert.deepEqual([...edge.explained.values()], [["7.3.6"]]);
});

Deno.test("reportOn() counts non-strict and informational cases apart", () => {
  const results = new Map([
    ["6.4.1", { ...good, behavior: "NON-STRICT" }],
    ["7.1.6", { ...good, behavior: "INFORMATIONAL", behaviorClose: "INFORMATIONAL" }],
  ]);
  const { ok, nonStrict, informational, unexplained } = reportOn("node as shipped", results);
  assert.deepEqual({ ok, nonStrict, informational, unexplained }, {
    ok: 0,
    nonStrict: ["6.4.1"],
    informational: ["7.1.6"],
    unexplained: [],
  });
});

Deno.test("markdownOf() names neighbouring cases as one range, and every unexplained one", () => {
  const results = new Map([
    ["9.1.2", failed(1009)],
    ["9.1.3", failed(1009)],
    ["9.1.4", failed(1009)],
    ["9.3.1", failed(1009)],
    ["1.1.1", failed(1006)],
  ]);
  const text = markdownOf([reportOn("node as shipped", results)]);
  assert.match(text, /9\.1\.2 to 9\.1\.4, 9\.3\.1$/m);
  assert.match(text, /\*\*unexplained\*\*: 1\.1\.1 \(FAILED, close FAILED, 1006\)/);
  assert.match(text, /^\| node as shipped \| 5 \| 0 \| 0 \| 0 \| 4 \| 1 \|$/m);
});

Deno.test("placed() replaces what stands in the page's place, and nothing else", () => {
  const page = "# A\n\n<!-- autobahn: begin -->\nold\n<!-- autobahn: end -->\n\nafter\n";
  const text = placed(page, [reportOn("node as shipped", new Map([["1.1.1", good]]))]);
  assert.ok(text.startsWith("# A\n\n<!-- autobahn: begin -->\n\n| subject"));
  assert.ok(text.endsWith("<!-- autobahn: end -->\n\nafter\n"));
  assert.doesNotMatch(text, /old/);
  assert.throws(() => placed("# A\n", []), /no place/);
});
