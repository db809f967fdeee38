import { LoadClient } from "./load_client.ts";
import type { Command, Report } from "./load_messages.ts";

/** A thread of load. Each command is answered with one report. */
const client = new LoadClient();
const scope = self as unknown as {
  onmessage: (event: MessageEvent<Command>) => void;
  postMessage(report: Report): void;
};

scope.onmessage = ({ data }) => {
  void run(data).then((report) => scope.postMessage(report));
};

async function run(command: Command): Promise<Report> {
  switch (command.kind) {
    case "open":
      return await client.open(command);
    case "load":
      return await client.load(command);
    case "reset":
      client.reset();
      return { kind: "reset" };
    case "close":
      client.close();
      return { kind: "close" };
  }
}
