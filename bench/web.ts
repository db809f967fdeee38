/** How the web application feels: how soon it is there, how a long room scrolls, whether typing lags. In a real browser. */
import { gzipSync } from "node:zlib";
import type { Person } from "../tests/clients/web/person.ts";
import { WebBench } from "../tests/clients/web/web_bench.ts";
import { describeMachine } from "./machine.ts";
import { recordFrames, recordKeys, type WebFigures } from "./web_probe.ts";

const messages = 100_000;
const arrivingPerSecond = 50;
const typingMs = 15_000;
const keyMs = 120;

async function firstLoad(bench: WebBench, room: string): Promise<{ bytes: number; coldMs: number; warmMs: number }> {
  const eve = await bench.person("eve");
  await eve.call("POST", `/api/rooms/${room}/join`, {});
  const names = new Set<string>();
  let bytes = 0;
  eve.page.on("response", (answer) => {
    const name = new URL(answer.url()).pathname;
    if (!/^\/assets\/.*\.js$/.test(name) || names.has(name)) return;
    names.add(name);
    answer.body().then((body) => bytes += gzipSync(body, { level: 9 }).length, () => undefined);
  });
  const interactive = async (): Promise<number> => {
    await eve.visit(`/rooms/${room}`);
    await eve.message(`message ${messages + 1}`).waitFor();
    return await eve.page.evaluate(() => performance.getEntriesByName("ready")[0]?.startTime ?? NaN);
  };
  // When the newest message and the place to write are there, and the main thread answers.
  await eve.page.addInitScript(() => {
    const look = () => {
      const isThere = document.querySelector(".composer textarea") && document.querySelector(".message .said");
      if (isThere) setTimeout(() => performance.mark("ready"));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const coldMs = await interactive();
  const warm = [await interactive(), await interactive(), await interactive()].toSorted((a, b) => a - b);
  await eve.context.close();
  return { bytes, coldMs, warmMs: warm[1]! };
}

async function scroll(ann: Person, room: string): Promise<WebFigures> {
  await ann.enter(room);
  await ann.sees(`message ${messages + 1}`);
  await ann.page.mouse.move(600, 300);
  const stop = await recordFrames(ann.page);
  const end = performance.now() + 10_000;
  while (performance.now() < end) await ann.page.mouse.wheel(0, -240);
  return await stop();
}

/** Somebody who talks without a browser. */
async function talker(bench: WebBench, room: string, username: string): Promise<(content: string) => Promise<void>> {
  const post = async (path: string, body: unknown, token?: string): Promise<Response> => {
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(bench.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const { token } = await (await post("/api/auth/guest", { username })).json();
  await (await post(`/api/rooms/${room}/join`, {}, token)).body?.cancel();
  return async (content) => {
    await (await post(`/api/rooms/${room}/messages`, { content }, token)).body?.cancel();
  };
}

async function type(bench: WebBench, ann: Person): Promise<{ delays: WebFigures; arrived: number }> {
  const room = await ann.createRoom("busy");
  const talkers = await Promise.all(Array.from({ length: 5 }, (_, i) => talker(bench, room, `talker${i}`)));
  await ann.enter(room);
  let sent = 0;
  let isOver = false;
  const start = performance.now();
  const talk = async (): Promise<void> => {
    while (!isOver) {
      const n = sent++;
      await talkers[n % talkers.length]!(`message ${n + 1} with **some** words and \`code\` in it`);
      const due = start + (n * 1_000) / arrivingPerSecond;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    }
  };
  const talking = Promise.all([talk(), talk(), talk(), talk(), talk()]);
  const stop = await recordKeys(ann.page);
  await ann.composer.focus();
  for (let at = performance.now(); performance.now() - start < typingMs;) {
    await ann.page.keyboard.press("abcdefgh "[sent % 9]!);
    at += keyMs;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
  }
  const delays = await stop();
  isOver = true;
  await talking;
  return { delays, arrived: (sent * 1_000) / (performance.now() - start) };
}

await using bench = await WebBench.open();
const ann = await bench.person("ann");
const room = await ann.createRoom("long");
await bench.fill(room, messages);
const load = await firstLoad(bench, room);
const frames = await scroll(ann, room);
const { delays, arrived } = await type(bench, ann);
const ms = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
const lines = [
  describeMachine(),
  "",
  "| what | figure |",
  "| --- | ---: |",
  `| JavaScript of a first load, compressed | ${(load.bytes / 1_000).toFixed(0)} KB |`,
  `| opening a room of 100,000 messages: readable and ready to write, first visit | ${ms(load.coldMs)} ms |`,
  `| the same, later visits (median) | ${ms(load.warmMs)} ms |`,
  `| scrolling up that room: frames a second | ${(1_000 / frames.mean).toFixed(1)} |`,
  `| time from frame to frame: median, p95, longest | ${ms(frames.p50)}, ${ms(frames.p95)}, ${ms(frames.max)} ms |`,
  `| messages arriving while somebody types | ${arrived.toFixed(0)} a second |`,
  `| input delay of ${delays.count} keys: median, p95, longest | ${ms(delays.p50)}, ${ms(delays.p95)}, ${
    ms(delays.max)
  } ms |`,
];
await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
