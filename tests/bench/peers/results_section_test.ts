import assert from "node:assert/strict";
import { withSection } from "../../../bench/peers/results_section.ts";

const page = "# Results\n\nOthers' words.\n";

Deno.test("withSection() puts a new section behind the others, and replaces it where it stands", () => {
  const first = withSection(page, "Against peers", "one\n");
  assert.equal(first, `${page}\n<!-- Against peers: begin -->\n\none\n\n<!-- Against peers: end -->\n`);
  const later = `${first}\n## What came later\n`;
  const second = withSection(later, "Against peers", "two");
  assert.equal(second, later.replace("one", "two"));
});

Deno.test("withSection() keeps what the section says literally", () => {
  const text = "costs $& and $1";
  assert.ok(withSection(withSection(page, "a", "x"), "a", text).includes(text));
});

Deno.test("withSection() keeps sections apart", () => {
  const both = withSection(withSection(page, "a", "one"), "b", "two");
  assert.equal(withSection(both, "a", "three"), both.replace("one", "three"));
});

Deno.test("withSection() begins an empty page with the section, and refuses one whose end is missing", () => {
  assert.ok(withSection("", "a", "x").startsWith("<!-- a: begin -->"));
  assert.throws(() => withSection("<!-- a: begin -->", "a", "x"), /no end/);
});
