import assert from "node:assert/strict";
import { createSmtpMailer } from "../../../src/adapters/smtp/create_smtp_mailer.ts";
import type { Mail } from "../../../src/ports/mailer.ts";
import { createRecordedLog } from "../../support/recorded_log.ts";
import { smtpServer, type TakenMail } from "../../support/smtp_server.ts";

const mail: Mail = {
  to: "bob@example.com",
  subject: "2 unread messages in Zoë's\r\nBcc: eve@example.com",
  text: "Hello bob,\n\n.a line that begins with a dot",
  html: "<p>Hello bob</p>",
  id: "digest.1.2",
  unsubscribe: "https://chat.example/api/mail/a.b",
};

const from = "Chat <chat@example.org>";

Deno.test("a mail is handed to a real server as it is: both forms, its own id, and one click to end it", async () => {
  await using server = await smtpServer();
  const log = createRecordedLog();
  const mailer = createSmtpMailer({ url: `smtp://ada:s3cret@127.0.0.1:${server.port}`, from, log });
  assert.equal(await mailer.send(mail), "ok");
  mailer.close();
  const [{ raw, ...envelope }] = server.taken as [TakenMail];
  assert.deepEqual(envelope, { from: "chat@example.org", to: ["bob@example.com"], user: "ada" });
  const [head = "", body = ""] = raw.split(/\r\n\r\n([\s\S]*)/);
  const headers = new Map(
    head.replaceAll(/\r\n\s+/g, " ").split("\r\n").map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
    }),
  );
  assert.equal(headers.get("message-id"), "<digest.1.2@example.org>");
  assert.equal(headers.get("list-unsubscribe"), "<https://chat.example/api/mail/a.b>");
  assert.equal(headers.get("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
  assert.equal(headers.get("auto-submitted"), "auto-generated");
  assert.equal(headers.get("bcc"), undefined, "a subject is one line");
  assert.ok(body.includes("Hello bob,") && body.includes("<p>Hello bob</p>"));
  assert.ok(body.includes("\r\n.a line that begins with a dot"), body);
  assert.deepEqual(log.lines, []);
});

Deno.test("what a server refuses for good is refused, what it refuses for now, or cannot be reached for, is later", async () => {
  const log = createRecordedLog();
  for (const [code, outcome] of [[550, "refused"], [451, "later"]] as const) {
    await using server = await smtpServer(code);
    const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${server.port}`, from, log });
    assert.equal(await mailer.send(mail), outcome);
    mailer.close();
    assert.deepEqual(server.taken, []);
  }
  let port = 0;
  {
    await using server = await smtpServer();
    port = server.port;
    const mailer = createSmtpMailer({ url: `smtp://ada:wrong@127.0.0.1:${port}`, from, log });
    assert.equal(await mailer.send(mail), "later");
    mailer.close();
  }
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from, log });
  assert.equal(await mailer.send(mail), "later");
  mailer.close();
  assert.equal(log.lines.length, 4);
  assert.ok(log.lines.every((line) => !Deno.inspect(line, { depth: 9 }).includes("wrong@")), "no password in the log");
});
