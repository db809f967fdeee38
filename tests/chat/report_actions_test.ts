import assert from "node:assert/strict";
import { reportsSchema } from "../../src/protocol/report.ts";
import { attentionBench, person } from "../support/attention_bench.ts";
import { call } from "../support/server_bench.ts";

Deno.test("a report stays open when whoever reported deletes the account, with nobody's name and the time of before", async () => {
  await using w = await attentionBench();
  const cleo = await person(w.server, "cleo");
  const room = `/api/rooms/${w.room}`;
  await call(w.server, `POST ${room}/join`, cleo.token);
  const { body: { seq } } = await call(w.server, `POST ${room}/messages`, cleo.token, { content: "buy this" });
  await call(w.server, `POST ${room}/messages/${seq}/report`, w.bob.token, { reason: "spam" });
  const open = async () => {
    const { body } = await call(w.server, `GET ${room}/reports`, w.ann.token);
    return reportsSchema.parse(body).reports.map(({ id, count, at }) => [id, count, at.slice(0, 19)]);
  };
  const [[id, count, at] = []] = await open();
  assert.equal(count, 1);
  await w.bench.clock.tick(5_000);
  await w.bench.store.reports.forget(w.bob.id);
  assert.deepEqual(await open(), [[id, 0, at]]);
});
