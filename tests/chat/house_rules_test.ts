import assert from "node:assert/strict";
import { createHouseRules, type HouseRuleSettings } from "../../src/chat/house_rules.ts";
import type { Intent } from "../../src/chat/intent.ts";
import { repeatedCharsMin } from "../../src/limits.ts";
import { FalseClock } from "../support/false_clock.ts";

const [ann, bob] = ["ann", "bob"].map((username, n) => ({ id: String(n).repeat(24), username }));
const long = "Cheap watches, only today, look here";

function rulesWith(settings: HouseRuleSettings) {
  const clock = new FalseClock();
  const words = { says: (list: string, text: string) => list === "english" && text.includes("d@rn") };
  const rules = createHouseRules({ clock, settings: () => settings, words });
  const said = (content: string, actor = ann!) => rules(actor, { kind: "text", content } as Intent)?.code ?? "taken";
  const edited = (content: string) => rules(ann!, { kind: "edit", of: 3, content } as Intent)?.code ?? "taken";
  return { clock, rules, said, edited };
}

Deno.test("Without rules of the house everything is taken, however often", () => {
  const { said } = rulesWith({});
  for (let n = 0; n < 1_000; n++) assert.equal(said(long), "taken");
});

Deno.test("A word of the house's list is said by nobody, in a text or an edit, whatever its case and accents", () => {
  const settings = { blockedWords: ["watches", "buy now"] as readonly string[] };
  const { said, edited } = rulesWith(settings);
  assert.deepEqual([said(long), edited("Wätches!"), said("BUY   now")], Array(3).fill("content_refused"));
  assert.deepEqual([said("swatches"), said("buy it now"), edited("fine")], Array(3).fill("taken"));
  settings.blockedWords = [];
  assert.equal(said(long), "taken", "a list that was changed holds at once");
});

Deno.test("A list that the house has chosen is said by nobody, in a text or an edit; where it chose none, none is asked", () => {
  const { said, edited } = rulesWith({ wordList: "english", blockedWords: ["watches"] });
  assert.deepEqual([said("d@rn"), edited("d@rn"), said(long)], Array(3).fill("content_refused"));
  assert.deepEqual([said("well"), edited("well")], ["taken", "taken"]);
  assert.equal(rulesWith({ blockedWords: ["watches"] }).said("d@rn"), "taken");
});

Deno.test("Who says the same again and again is told to wait, and may go on after that; others may say it, too", async () => {
  const { clock, rules, said, edited } = rulesWith({ sameTextPerMinute: 3 });
  assert.deepEqual([said(long), said(long.toUpperCase()), said(long), said(long)], [
    "taken",
    "taken",
    "taken",
    "rate_limited",
  ]);
  assert.equal(said(long, bob), "taken");
  assert.equal(said(`${long}!`), "taken", "another text");
  assert.equal(edited(long), "taken");
  const { retryAfterMs = 0 } = rules(ann!, { kind: "text", content: long } as Intent) ?? {};
  assert.ok(retryAfterMs > 19_000 && retryAfterMs <= 20_000, `${retryAfterMs}`);
  await clock.tick(retryAfterMs);
  assert.equal(said(long), "taken");
});

Deno.test("What is short is said as often as people like", () => {
  const { said } = rulesWith({ sameTextPerMinute: 1 });
  for (let n = 0; n < 100; n++) assert.equal(said("ok, thank you!"), "taken");
});

Deno.test("What is noticed begins at a length, and texts differ by how they begin and how long they are", () => {
  const { said } = rulesWith({ sameTextPerMinute: 1 });
  const noticed = "x".repeat(repeatedCharsMin);
  assert.deepEqual([said(noticed), said(noticed)], ["taken", "rate_limited"]);
  const begins = "A long beginning that many messages have in common, as those of a program have it: ".padEnd(80, ".");
  assert.deepEqual([said(`${begins}1`), said(`${begins}22`)], ["taken", "taken"], "of other length");
  assert.deepEqual([said("The same beginning, then tea"), said("The same beginning, then rum")], ["taken", "taken"]);
});
