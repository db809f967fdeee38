import assert from "node:assert/strict";
import type { DigestView } from "../../../clients/sdk/mod.ts";
import { linkOf, smtpServer } from "../../support/smtp_server.ts";
import { account, inBothThemes } from "./pair.ts";
import type { Person } from "./person.ts";
import { violations } from "./violations.ts";
import { browserTest, type WebBench } from "./web_bench.ts";

/** Starts the program again as one that hands its mail to this server. */
async function withMail(bench: WebBench, port: number): Promise<void> {
  await bench.killServer();
  await bench.startServer({
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: "Chat <chat@example.org>",
    PUBLIC_URL: bench.url,
  });
}

const stateOf = async (person: Person) => (await person.call<DigestView>("GET", "/api/notifications/digest")).state;

/** Opens the settings by the keyboard. */
async function openSettings(person: Person, name = "Settings") {
  await person.page.keyboard.press("Control+,");
  return person.page.getByRole("dialog", { name });
}

browserTest(
  "Mail about what was missed is asked for, confirmed by its link elsewhere, and ended, all by keys",
  async (bench) => {
    await using mail = await smtpServer();
    await withMail(bench, mail.port);
    const ann = await account(bench, "ann");
    await ann.enter(await ann.createRoom("garden"));
    const settings = await openSettings(ann);
    const box = settings.getByRole("checkbox", { name: "Tell me by mail what I missed" });
    await settings.getByText("You get no mail.").waitFor();
    assert.ok(!await box.isChecked());
    await box.focus();
    await ann.page.keyboard.press("Space");
    await settings.getByText("Open the mail that we sent to ann@example.com").waitFor();
    assert.ok(await box.isChecked());
    await inBothThemes(ann, async (theme) => assert.deepEqual(await violations(ann), [], theme));

    // A second mail only some minutes later: said where one is.
    await ann.page.keyboard.press("Tab");
    await ann.page.keyboard.press("Enter");
    await settings.getByRole("alert").filter({ hasText: /^You asked a moment ago\. Ask again in (a|\d) minutes?\.$/ })
      .waitFor();
    assert.equal(mail.taken.length, 1);
    // It is still known after the page was closed.
    await ann.page.reload();
    await ann.isConnected();
    await openSettings(ann);
    await settings.getByRole("button", { name: "Send it again" }).waitFor();

    // On another device, where nobody is logged in.
    const [taken] = mail.taken;
    assert.deepEqual(taken!.to, ["ann@example.com"]);
    const phone = await bench.stranger({ viewport: { width: 390, height: 800 } });
    await phone.page.goto(linkOf(taken!, `${bench.url}/api/mail/`));
    assert.deepEqual(await violations(phone), []);
    assert.equal(await stateOf(ann), "unconfirmed", "looking at the link changes nothing");
    await phone.page.keyboard.press("Tab");
    await phone.page.keyboard.press("Enter");
    await phone.page.getByText("You will be told by mail what you miss.").waitFor();
    assert.deepEqual(await violations(phone), []);
    await settings.getByText("Mail is sent to ann@example.com").waitFor();
    assert.equal(await settings.getByRole("button", { name: "Send it again" }).count(), 0);
    assert.deepEqual(await violations(ann), []);

    await box.focus();
    await ann.page.keyboard.press("Space");
    await settings.getByText("You get no mail.").waitFor();
    assert.equal(await stateOf(ann), "off");
  },
);

browserTest("A mail that cannot be sent is told in words, in German", async (bench) => {
  await using mail = await smtpServer(451);
  await withMail(bench, mail.port);
  const ann = await account(bench, "ann", { locale: "de-DE" });
  await ann.visit(`/rooms/${await ann.createRoom("garden")}`);
  await ann.page.getByRole("textbox", { name: /^Nachricht an/ }).waitFor();
  const settings = await openSettings(ann, "Einstellungen");
  const box = settings.getByRole("checkbox", { name: "Mir per E-Mail sagen, was ich verpasst habe" });
  await box.click();
  await settings.getByRole("alert").filter({ hasText: "Die E-Mail konnte nicht gesendet werden." }).waitFor();
  assert.ok(!await box.isChecked());
  assert.equal(await stateOf(ann), "off");
  await box.click();
  await settings.getByRole("alert").filter({ hasText: "Danach hast du eben erst gefragt." }).waitFor();
  assert.deepEqual(await violations(ann), []);
});

browserTest(
  "Nothing is said of mail, nor asked of the server, where the server sends none, nor to guests, who have no address",
  async (bench) => {
    const lookAt = async (person: Person) => {
      await person.enter(await person.createRoom(crypto.randomUUID()));
      const asked: string[] = [];
      person.page.on("request", (request) => void asked.push(new URL(request.url()).pathname));
      const settings = await openSettings(person);
      await settings.getByLabel("Tell me of").waitFor();
      // Whatever was asked is known when a later question is answered.
      await person.page.evaluate(async () => void await fetch("/health"));
      return [
        asked.filter((path) => path === "/api/notifications/digest").length,
        await settings.getByText(/mail what I missed/).count(),
      ];
    };
    const ann = await account(bench, "ann");
    assert.deepEqual(await lookAt(ann), [0, 0]);
    await ann.page.close();
    await using mail = await smtpServer();
    await withMail(bench, mail.port);
    assert.deepEqual(await lookAt(await bench.person("max")), [0, 0]);
  },
);
