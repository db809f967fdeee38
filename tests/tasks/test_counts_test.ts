import assert from "node:assert/strict";
import { countsIn, splitRuns, sumLine, sumOf } from "../../tasks/test_counts.ts";

Deno.test("countsIn() reads the last summary, with steps, failures, skipped tests and colours", () => {
  assert.deepEqual(countsIn("x ... ok (1ms)\n\nok | 14 passed | 0 failed (263ms)\n\n"), {
    passed: 14,
    failed: 0,
    skipped: 0,
  });
  const failed = "FAILED | 741 passed (67 steps) | 6 failed (2 steps) | 3 ignored (37s)\n";
  assert.deepEqual(countsIn(`ok | 1 passed | 0 failed (1s)\n${failed}`), { passed: 741, failed: 6, skipped: 3 });
  assert.deepEqual(countsIn("\x1b[32mok\x1b[0m | 2 passed | 0 failed \x1b[38;5;245m(1ms)\x1b[0m"), {
    passed: 2,
    failed: 0,
    skipped: 0,
  });
});

Deno.test("countsIn() counts nothing where there is no summary, whatever tests print", () => {
  assert.deepEqual(countsIn("we say 9 passed | 0 failed\nerror: Module not found\n"), {
    passed: 0,
    failed: 0,
    skipped: 0,
  });
});

Deno.test("sumLine() names skipped tests only where there are some", () => {
  assert.equal(sumLine({ passed: 3, failed: 0, skipped: 0 }), "3 passed, 0 failed");
  assert.equal(sumLine({ passed: 3, failed: 1, skipped: 2 }), "3 passed, 1 failed, 2 skipped");
});

Deno.test("splitRuns() and sumOf() make several runs one", () => {
  const list = () => ["a", "b", "c_test.ts"];
  assert.deepEqual(splitRuns(["--doc", "src", "tests", "--apart", "tests/b"], list), [
    ["--doc", "src", "tests/a", "tests/c_test.ts"],
    ["--doc", "tests/b"],
  ]);
  assert.deepEqual(splitRuns(["tests/a"], list), [["tests/a"]]);
  const counts = [{ passed: 3, failed: 1, skipped: 0 }, { passed: 4, failed: 0, skipped: 2 }];
  assert.deepEqual(sumOf(counts), { passed: 7, failed: 1, skipped: 2 });
});
