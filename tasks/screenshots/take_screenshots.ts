import type { Person } from "../../tests/clients/web/person.ts";
import { account } from "../../tests/clients/web/pair.ts";
import { WebBench } from "../../tests/clients/web/web_bench.ts";
import { conversation } from "./conversation.ts";

/** One picture: its name, and how to get there. */
type Shot = readonly [name: string, prepare: (scene: Scene) => Promise<Person>];

/** A server with some rooms, and somebody who looks at them. */
interface Scene {
  readonly bench: WebBench;
  readonly ann: Person;
  readonly room: string;
}

const wide = { width: 1_280, height: 800 };
const narrow = { width: 360, height: 720 };
const hostile = [
  '<img src=x onerror="alert(1)"> <script>alert(1)</script>',
  `z${"\u0321\u0489\u035b".repeat(600)} piled up`,
  "W".repeat(400),
  "\u202ethis was turned round\u202c",
  "[a link](javascript:alert(1)) and ![a picture](https://elsewhere.example/p.png)",
];

const shots: readonly Shot[] = [
  ["entrance", async ({ bench }) => await at(await bench.stranger({ viewport: wide }), "/", ".card")],
  ["entrance_dark_narrow", async ({ bench }) => {
    const bob = await at(await bench.stranger({ viewport: narrow, colorScheme: "dark" }), "/", ".card");
    await bob.page.getByRole("tab", { name: "Sign up" }).click();
    await bob.page.getByLabel("Username").fill("x");
    return bob;
  }],
  ["empty", async ({ bench }) => {
    const eve = await at(await bench.person("eve", { viewport: wide }), "/", ".sidebar");
    await eve.isConnected();
    return eve;
  }],
  ["loading", async ({ bench, room }) => {
    const eve = await bench.person("eve", { viewport: wide });
    await eve.call("POST", `/api/rooms/${room}/join`, {});
    // Asked and never answered.
    await eve.page.route(/\/messages\?|\/api\/rooms\?/, () => {});
    return await at(eve, `/rooms/${room}`, ".spinner");
  }],
  ["room", async ({ ann, room }) => await at(ann, `/rooms/${room}`, ".message")],
  ["deeds", async ({ ann }) => {
    await ann.message("All right").click({ button: "right" });
    return ann;
  }],
  ["editing", async ({ ann }) => {
    await ann.page.keyboard.press("Escape");
    await ann.composer.press("ArrowUp");
    await ann.page.getByRole("textbox", { name: "The message", exact: true }).waitFor();
    return ann;
  }],
  ["answering", async ({ ann }) => {
    await ann.page.keyboard.press("Escape");
    await ann.message("All right").click({ button: "right" });
    await ann.page.getByRole("menuitem", { name: "Answer", exact: true }).click();
    await ann.composer.pressSequentially("So am I, @b");
    await ann.page.getByRole("option").first().waitFor();
    return ann;
  }],
  ["thread", async ({ ann, room }) => {
    await ann.composer.fill("");
    await ann.page.locator(".thread-line").click();
    await at(ann, `/rooms/${room}`, ".thread-line");
    await ann.page.locator(".thread-line").click();
    await ann.page.locator(".thread .said").nth(2).waitFor();
    return ann;
  }],
  ["forward", async ({ ann, room }) => {
    await at(ann, `/rooms/${room}`, ".message");
    await ann.message("All right").click({ button: "right" });
    await ann.page.getByRole("menuitem", { name: "Forward", exact: true }).click();
    await ann.page.getByRole("option").first().waitFor();
    return ann;
  }],
  ["send_later", async ({ ann }) => {
    await ann.page.keyboard.press("Escape");
    await ann.composer.fill("Good morning, all");
    await ann.page.getByRole("button", { name: "Send later" }).click();
    await ann.page.getByRole("menuitem").first().waitFor();
    return ann;
  }],
  ["later", async ({ ann }) => {
    await ann.page.keyboard.press("Escape");
    await ann.composer.fill("");
    await ann.page.locator(".later-line").click();
    await ann.page.locator(".hit").first().waitFor();
    return ann;
  }],
  ["status", async ({ ann }) => {
    await ann.page.keyboard.press("Escape");
    await ann.page.getByRole("button", { name: "Set a status" }).click();
    await ann.page.getByRole("button", { name: "At lunch" }).click();
    return ann;
  }],
  ["pins", async ({ ann }) => {
    await ann.page.keyboard.press("Escape");
    await ann.page.getByRole("button", { name: "Pinned messages" }).click();
    await ann.page.locator(".hit").first().waitFor();
    return ann;
  }],
  ["room_settings", async ({ ann, room }) => {
    await at(ann, `/rooms/${room}`, ".message");
    await ann.page.getByRole("button", { name: "Room settings" }).click();
    return ann;
  }],
  ["member", async ({ ann }) => {
    await ann.page.keyboard.press("Escape");
    await ann.page.locator(".member", { hasText: "bela" }).click();
    return ann;
  }],
  ["room_dark", async ({ ann, room }) => {
    await ann.page.emulateMedia({ colorScheme: "dark" });
    return await at(ann, `/rooms/${room}`, ".message");
  }],
  ["room_compact", async ({ ann }) => {
    await ann.page.emulateMedia({ colorScheme: "light" });
    await ann.page.evaluate(() => document.documentElement.dataset["density"] = "compact");
    return ann;
  }],
  ["room_narrow", async ({ ann, room }) => {
    await ann.page.setViewportSize(narrow);
    return await at(ann, `/rooms/${room}`, ".message");
  }],
  ["rooms_narrow", async ({ ann }) => await at(ann, "/", ".room-link")],
  ["room_320_dark", async ({ ann, room }) => {
    await ann.page.setViewportSize({ width: 320, height: 640 });
    await ann.page.emulateMedia({ colorScheme: "dark" });
    return await at(ann, `/rooms/${room}`, ".message");
  }],
  ["right_to_left", async ({ ann, room }) => {
    await ann.page.setViewportSize(wide);
    await ann.page.emulateMedia({ colorScheme: "light" });
    await at(ann, `/rooms/${room}`, ".message");
    await ann.page.evaluate(() => document.documentElement.dir = "rtl");
    return ann;
  }],
  ["members_narrow", async ({ ann }) => {
    await ann.page.evaluate(() => document.documentElement.dir = "ltr");
    await ann.page.setViewportSize(narrow);
    await ann.page.getByRole("button", { name: "Members" }).click();
    return ann;
  }],
  ["palette", async ({ ann, room }) => {
    await ann.page.setViewportSize(wide);
    await at(ann, `/rooms/${room}`, ".message");
    await ann.page.keyboard.press("Control+k");
    return ann;
  }],
  ["shortcuts", async ({ ann }) => {
    await ann.page.keyboard.press("Escape");
    await ann.page.getByRole("log").focus();
    await ann.page.keyboard.press("?");
    return ann;
  }],
  ["settings", async ({ ann }) => {
    await ann.page.keyboard.press("Escape");
    await ann.page.keyboard.press("Control+,");
    return ann;
  }],
  ["browse", async ({ ann }) => {
    await ann.page.keyboard.press("Escape");
    await ann.page.getByRole("button", { name: "Browse rooms" }).click();
    await ann.page.locator(".room-card").nth(2).waitFor();
    return ann;
  }],
  ["create", async ({ ann }) => {
    await ann.page.keyboard.press("Escape");
    await ann.page.getByRole("button", { name: "New room" }).click();
    return ann;
  }],
  ["emoji", async ({ ann }) => {
    await ann.page.keyboard.press("Escape");
    await ann.page.getByRole("button", { name: "Emoji" }).click();
    return ann;
  }],
  ["hostile", async ({ ann }) => {
    await ann.page.keyboard.press("Escape");
    const room = await ann.createRoom("\u202eturned \u202d<b>room</b>", { description: "W".repeat(200) });
    await ann.enter(room);
    for (const text of hostile) await ann.say(text);
    return ann;
  }],
  ["join", async ({ bench, ann }) => {
    const room = await ann.createRoom("cellar", { password: "secret", description: "Wine, and what else keeps" });
    return await at(await bench.person("eve", { viewport: wide }), `/rooms/${room}`, ".empty input");
  }],
  ["gone", async ({ ann }) => await at(ann, "/rooms/000000000000000000000000", ".empty h2")],
  ["offline", async ({ bench, ann, room }) => {
    await ann.page.emulateMedia({ colorScheme: "dark" });
    await at(ann, `/rooms/${room}`, ".message");
    await ann.isConnected();
    bench.proxy.set("refused");
    await ann.page.getByText(/What you write is kept/).waitFor();
    await ann.say("Written in a tunnel");
    return ann;
  }],
];

export interface ScreenshotOptions {
  /** The name of one of them. */
  readonly only?: string | undefined;
  readonly webp?: boolean | undefined;
}

export async function takeScreenshots(folder: string, { only, webp = false }: ScreenshotOptions): Promise<void> {
  await using bench = await WebBench.open();
  const ann = await account(bench, "ann", { viewport: wide });
  const room = await ann.createRoom("garden", { description: "What grows, and when to water it" });
  for (const name of ["kitchen", "bicycles", "letters to the editor"]) await ann.createRoom(name);
  await conversation(bench, ann, room);
  for (const [name, prepare] of shots) {
    if (only !== undefined && only !== name) continue;
    const { page } = await prepare({ bench, ann, room });
    // What is on its way is drawn; nothing of it is awaited.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)));
    if (webp) await Deno.writeFile(`${folder}/${name}.webp`, await small(page));
    else await page.screenshot({ path: `${folder}/${name}.png` });
  }
}

async function at(person: Person, path: string, selector: string): Promise<Person> {
  await person.visit(path);
  await person.page.locator(selector).first().waitFor();
  return person;
}

/** As a page of the documentation shows it. */
async function small(page: Person["page"]): Promise<Uint8Array> {
  const browser = await page.context().newCDPSession(page);
  const { data } = await browser.send("Page.captureScreenshot", { format: "webp", quality: 85 });
  return Uint8Array.fromBase64(data);
}
