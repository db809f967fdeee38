/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { violations } from "./violations.ts";
import { browserTest } from "./web_bench.ts";

browserTest("A voice note is recorded by keyboard, sent without a word, and played by the other", async (bench) => {
  const ann = await bench.person("ann", { permissions: ["microphone"] });
  const bob = await bench.person("bob");
  const room = await ann.createRoom("garden");
  await Promise.all([ann.enter(room), bob.enter(room)]);
  const record = ann.page.getByRole("button", { name: "Record a voice note" });
  const bar = ann.page.getByRole("group", { name: "Recording" });

  await record.focus();
  await ann.page.keyboard.press("Enter");
  await bar.waitFor();
  await ann.page.keyboard.press("Escape");
  await bar.waitFor({ state: "detached" });
  assert.equal(await ann.page.locator(".upload").count(), 0);

  const say = async () => {
    await record.click();
    await bar.waitFor();
    assert.deepEqual(await violations(ann), []);
    await ann.until("a second is recorded", async () => await bar.locator("time").innerText() !== "0:00");
    // Done has the focus.
    await ann.page.keyboard.press("Enter");
    await ann.page.locator(".upload.done", { hasText: /^voice .*\.webm/ }).waitFor();
    await ann.composer.press("Enter");
  };
  await say();
  const note = bob.page.locator(".message:not(.pending) .played").first();
  await note.waitFor();
  assert.match(await note.locator("figcaption").innerText(), /voice .*\.webm\s+(?!0:00)\d+:\d\d\s+Save/);
  assert.deepEqual(await violations(bob), []);
  const sound = note.locator("audio");
  await sound.evaluate((audio) => (audio as HTMLAudioElement).play());
  await bob.until("it plays", async () => await sound.evaluate((audio) => (audio as HTMLAudioElement).currentTime > 0));
  await say();
  const second = bob.page.locator(".message:not(.pending) .played audio").nth(1);
  await sound.evaluate((audio) => void ((audio as HTMLAudioElement).loop = true));
  await sound.evaluate((audio) => (audio as HTMLAudioElement).play());
  await second.evaluate((audio) => (audio as HTMLAudioElement).play());
  await bob.until(
    "the first one is silent",
    async () => await sound.evaluate((audio) => (audio as HTMLAudioElement).paused),
  );
});

browserTest("Who forbids the microphone is told what to do, and can go on writing", async (bench) => {
  const ann = await bench.person("ann");
  const room = await ann.createRoom("garden");
  await ann.enter(room);
  await ann.page.getByRole("button", { name: "Record a voice note" }).click();
  const alert = ann.page.getByRole("alert");
  await alert.getByText("The browser may not use the microphone").waitFor();
  assert.deepEqual(await violations(ann), []);
  await alert.getByRole("button", { name: "Close" }).click();
  await alert.waitFor({ state: "detached" });
  await ann.say("then in writing");
  await ann.message("then in writing").waitFor();
});

browserTest("What the browser cannot play is there to be had", async (bench) => {
  const ann = await bench.person("ann");
  const room = await ann.createRoom("garden");
  await ann.enter(room);
  // It begins like a film and is none.
  const film = Buffer.concat([Buffer.from("\0\0\0\x18ftypisom", "latin1"), Buffer.alloc(2_000)]);
  await ann.page.locator('input[type="file"]').setInputFiles([{
    name: "film.mp4",
    mimeType: "video/mp4",
    buffer: film,
  }]);
  await ann.page.locator(".upload.done").waitFor();
  await ann.composer.press("Enter");
  const line = ann.page.locator(".message:not(.pending) .file-line", { hasText: "film.mp4" });
  await line.getByText("The browser cannot play this").waitFor();
  const download = ann.page.waitForEvent("download");
  await line.click();
  assert.equal((await download).suggestedFilename(), "film.mp4");
});
