import { fileURLToPath } from "node:url";
import { echoPath, openEchoServer, subjects } from "./conformance/echo_server.ts";
import { placed, reportOn, type SubjectReport } from "./conformance/report.ts";
import { installWstest, runSuite } from "./conformance/wstest.ts";

/**
 * Runs the Autobahn suite against both listeners, writes what it found into `docs/conformance.md`, and fails when a case
 * failed that no stated bound explains. Needs Python 2.7; installs the suite into the user's cache the first time.
 */
async function main(): Promise<number> {
  say("Looking for the Autobahn suite; installing it takes a minute the first time\n");
  const wstest = await installWstest();
  const reports: SubjectReport[] = [];
  for (const subject of subjects) {
    const listener = await openEchoServer(subject);
    try {
      const { host, port } = listener.address;
      const report = reportOn(subject, await runSuite(wstest, `ws://${host}:${port}${echoPath}`));
      reports.push(report);
      say(`${subject}: ${report.cases} cases, ${report.ok} OK, ${report.unexplained.length} failures unexplained\n`);
      for (const fault of report.unexplained) say(`  ${fault}\n`);
    } finally {
      await listener.close();
    }
  }
  const page = fileURLToPath(new URL("../docs/conformance.md", import.meta.url));
  await Deno.writeTextFile(page, placed(await Deno.readTextFile(page), reports));
  return reports.every(({ cases, unexplained }) => cases > 290 && unexplained.length === 0) ? 0 : 1;
}

function say(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

Deno.exit(await main());
