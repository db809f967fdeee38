import assert from "node:assert/strict";
import { postTo } from "../../../src/adapters/outward/post_to.ts";
import { startPushService } from "../../support/push_service.ts";

const body = new TextEncoder().encode("a notification");

/** Fails instead of waiting for ever. */
async function soon<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("It is still waited for")), 60_000);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

Deno.test("A service that takes what is posted and never answers is given up in time", async () => {
  await using service = await startPushService();
  service.answer = undefined;
  const options = { allows: () => true, msMax: 100, ca: service.certificate };
  const posted = postTo(`https://127.0.0.1:${service.port}/`, {}, body, options);
  await assert.rejects(soon(posted), { name: "AbortError" });
});

Deno.test("Of the answer its status is told and when to come again, and no redirect is followed", async () => {
  await using service = await startPushService();
  const options = { allows: () => true, msMax: 60_000, ca: service.certificate };
  service.answer = { status: 307, headers: { "location": "/elsewhere", "retry-after": "7" } };
  const posted = await soon(postTo(`https://127.0.0.1:${service.port}/a?b=c`, { "x-it": "1" }, body, options));
  assert.deepEqual(posted, { status: 307, retryAfter: "7" });
  assert.deepEqual(service.arrived.map(({ path, headers, bytes }) => [path, headers["x-it"], bytes.length]), [
    ["/a?b=c", "1", body.length],
  ]);
});
