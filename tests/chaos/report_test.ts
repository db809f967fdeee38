import assert from "node:assert/strict";
import { type ChaosReport, chaosRow, chaosRowHead, chaosTable, isSound } from "./report.ts";

const spotless: ChaosReport = {
  scenario: "A1",
  title: "a node dies",
  seed: 7,
  nodes: 3,
  clients: 40,
  tookMs: 61_000,
  injected: new Map([["kill -9 of a node", 12]]),
  sent: 900,
  again: 30,
  acknowledged: 890,
  needless: 2,
  refused: 8,
  unknown: 2,
  unknownKept: 1,
  delivered: 20_000,
  resumes: 100,
  resets: 0,
  refusals: new Map([["unavailable", 4]]),
  findings: [],
  without: new Map(),
  expectations: [{ what: "every node ends with 0", met: true }],
  measures: new Map([["p99, ms", 40]]),
};

Deno.test("chaosTable() says what was done, what was sent, what was found, and the seed", () => {
  assert.ok(isSound(spotless));
  const table = chaosTable(spotless);
  for (const part of ["A1 a node dies: sound, 61 s", "3, 40, 7", "kill -9 of a node", "900, 30", "890, 2", "2, 1"]) {
    assert.ok(table.includes(part), `${part} is not in ${table}`);
  }
  assert.match(table, /C7: nothing reaches who is not a member +0/);
});

Deno.test("chaosTable() shows what was found, and that a wish was not met", () => {
  const broken = { ...spotless, findings: [{ rule: "C2", what: "m1 at 4 and 9" }] } as const;
  assert.ok(!isSound(broken));
  assert.match(chaosTable(broken), /BROKEN[^]*C2: no message stands twice +1[^]*C2 m1 at 4 and 9/);
  const unmet = { ...spotless, expectations: [{ what: "all come back", met: false }] };
  assert.ok(!isSound(unmet));
  assert.match(chaosTable(unmet), /wanted: all come back +NOT SO/);
});

Deno.test("chaosRow() makes a line with as many cells as its head", () => {
  const cells = (line: string): number => line.split(" | ").length;
  assert.equal(cells(chaosRow(spotless)), cells(chaosRowHead.split("\n")[0]!));
  assert.match(chaosRow({ ...spotless, without: new Map([["C13", "why"]]) }), /nothing \(without C13\)/);
});
