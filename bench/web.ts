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

/** Milliseconds since the address was opened. */
interface Opened {
  /** The application answers to keys and clicks. */
  readonly answersMs: number;
  /** The newest message is there, and the field to write in. */
  readonly readyMs: number;
}

async function firstLoad(bench: WebBench, room: string): Promise<{ bytes: number; cold: Opened; warm: Opened }> {
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
  const opened = async (): Promise<Opened> => {
    await eve.visit(`/rooms/${room}`);
    await eve.message(`message ${messages + 1}`).waitFor();
    return await eve.page.evaluate(() => {
      const at = (name: string): number => performance.getEntriesByName(name)[0]?.startTime ?? NaN;
      return { answersMs: at("answers"), readyMs: at("ready") };
    });
  };
  // Each when it is there and the main thread answers.
  await eve.page.addInitScript(() => {
    const mark = (name: string, ...selectors: string[]) => {
      const isThere = selectors.every((selector) => document.querySelector(selector) !== null);
      if (isThere) setTimeout(() => performance.mark(name));
      else requestAnimationFrame(() => mark(name, ...selectors));
    };
    mark("answers", ".shell");
    mark("ready", ".composer textarea", ".message .said");
  });
  const cold = await opened();
  const warm = [await opened(), await opened(), await opened()].toSorted((a, b) => a.readyMs - b.readyMs)[1]!;
  await eve.context.close();
  return { bytes, cold, warm };
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
  `| first visit, until the application answers | ${ms(load.cold.answersMs)} ms |`,
  `| the same, until a room of 100,000 messages is readable and ready to write in | ${ms(load.cold.readyMs)} ms |`,
  `| later visits (median), until the application answers | ${ms(load.warm.answersMs)} ms |`,
  `| the same, until the room is readable and ready to write in | ${ms(load.warm.readyMs)} ms |`,
  `| scrolling up that room: frames a second | ${(1_000 / frames.mean).toFixed(1)} |`,
  `| time from frame to frame: median, p95, longest | ${ms(frames.p50)}, ${ms(frames.p95)}, ${ms(frames.max)} ms |`,
  `| messages arriving while somebody types | ${arrived.toFixed(0)} a second |`,
  `| input delay of ${delays.count} keys: median, p95, longest | ${ms(delays.p50)}, ${ms(delays.p95)}, ${
    ms(delays.max)
  } ms |`,
];
await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
