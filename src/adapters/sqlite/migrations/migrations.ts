import { first } from "./0001_first.ts";
import { reading } from "./0002_reading.ts";
import { clients } from "./0003_clients.ts";
import { disabled } from "./0004_disabled.ts";
import { digests } from "./digests.ts";
import { files } from "./files.ts";
import { jobs } from "./jobs.ts";
import { mentions } from "./mentions.ts";
import { messages } from "./messages.ts";
import { moderation } from "./moderation.ts";
import { reports } from "./reports.ts";
import { trimming } from "./trimming.ts";
import { tombstones } from "./tombstones.ts";
import { attention } from "./attention.ts";
import { audit } from "./audit.ts";

/** Forward only: entry n makes version n + 1 of the schema from version n. What was released is never edited. */
export const migrations: readonly string[] = [
  first,
  reading,
  clients,
  disabled,
  tombstones,
  jobs,
  attention,
  files,
  moderation,
  messages,
  mentions,
  audit,
  reports,
  trimming,
  digests,
];
