import assert from "node:assert/strict";
import { type BlockDeps, createBlockActions } from "../../src/chat/blocks.ts";
import { blocksMax } from "../../src/limits.ts";
import type { Block } from "../../src/ports/blocks.ts";
import type { Principal } from "../../src/protocol/principal.ts";

Deno.test("who blocks as many as one may can say again whom, and nobody else", async () => {
  const known: Block[] = Array.from({ length: blocksMax }, (_, i) => ({ user: `u${i}`, at: "" }));
  const put: string[] = [];
  const told: string[] = [];
  const deps = {
    blocks: { of: () => Promise.resolve(known), put: (_: string, { user }: Block) => Promise.resolve(put.push(user)) },
    accounts: { byId: (id: string) => Promise.resolve({ id }) },
    // A fault kept the first attempt from telling their conversation.
    rooms: { byName: () => Promise.resolve({ id: "r" }) },
    live: {
      room: () => ({ submit: (_: unknown, { target }: { target: string }) => Promise.resolve(told.push(target)) }),
    },
    clock: { now: () => 0 },
    tellOwn() {},
  } as unknown as BlockDeps;
  const { block } = createBlockActions(deps);
  const ann = { id: "ann" } as Principal;
  await block(ann, "u1");
  assert.deepEqual([put, told], [["u1"], ["u1"]]);
  await assert.rejects(block(ann, "new"), { code: "limit_reached" });
  assert.deepEqual(put, ["u1"]);
});
