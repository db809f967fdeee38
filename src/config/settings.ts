import * as z from "zod";
import { adminKeyBytesMin, blockedWordCharsMax, retentionDaysMost, workersMax } from "../limits.ts";
import type { LogLevel } from "../ports/log.ts";
import { utf8Bytes } from "../protocol/text.ts";
import { wordLists } from "../protocol/word_list.ts";
import { list, oneOf, optionalText, plainText, type Setting, wholeNumber } from "./setting.ts";

/** Bytes a key for HS256 must have: RFC 7518, 3.2. */
export const jwtSecretBytesMin = 32;

const logLevels = ["debug", "info", "warn", "error"] as const satisfies readonly LogLevel[];

/** An origin as browsers send it: scheme, host, port where it is not the scheme's own; nothing after it. */
const origin = z.string().refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
});

const address = z.string().trim().toLowerCase().regex(/^[\p{L}\p{N}.:_-]+$/u);

/** Addresses of brokers; what their drivers would not understand is refused here, where a fault can be told. */
const brokerUrl = z.string().trim().refine((text) => {
  if (text === "memory:") return true;
  const url = URL.parse(text);
  if (url === null || url.hostname === "" || url.search !== "" || url.hash !== "") return false;
  if (url.protocol === "redis:" || url.protocol === "rediss:") return /^(\/\d{0,5})?$/.test(url.pathname);
  return (url.protocol === "nats:" || url.protocol === "tls:") && /^\/?$/.test(url.pathname);
});

/** A folder, or the address of a bucket: by path, or by host and without one. Keys stand elsewhere. */
const filesUrl = z.string().trim().refine((text) => {
  if (/^(none|file:.+)$/.test(text)) return true;
  const url = text.startsWith("s3:") ? URL.parse(text.slice("s3:".length)) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") return false;
  return url.username === "" && url.password === "" && /^\/[\w.-]*\/?$/.test(url.pathname);
});

/** As stores of objects give them out. */
const objectsKey = z.string().trim().regex(/^[\x21-\x7e]+$/).optional();

/** Plain HTTP only for a gateway on the same machine. */
const upstashUrl = z.string().trim().refine((text) => {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return false;
  if (url.pathname !== "/") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && /^(127\.|localhost$|\[::1\]$)/.test(url.hostname));
});

const smtpUrl = z.string().trim().refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== "";
});

const publicUrl = z.string().trim().refine((text) => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.search === "" && url.hash === "";
});

const setting = <T>(value: Setting<T>): Setting<T> => value;
const limit = (help: string, fallback: number): Setting<number> =>
  setting({
    schema: wholeNumber(0, 1_000_000),
    fallback,
    wanted: "a whole number from 0 (no limit) to 1000000",
    help: `${help} (0: no limit)`,
    reloadable: true,
  });

const days = (help: string): Setting<number> =>
  setting({
    schema: wholeNumber(0, retentionDaysMost),
    fallback: 0,
    wanted: `a whole number from 0 (for ever) to ${retentionDaysMost}`,
    help,
    reloadable: true,
  });

/** Every setting, by its name in the program; elsewhere it is `data_dir`, `DATA_DIR` or `--data-dir`. */
export const settings = {
  host: setting({
    schema: address,
    fallback: "127.0.0.1",
    wanted: "an address or a host name, such as 127.0.0.1 or 0.0.0.0",
    help: "Address to listen on; 0.0.0.0 or :: for every one",
  }),
  port: setting({
    schema: wholeNumber(0, 65_535),
    fallback: 8080,
    wanted: "a whole number from 0 (any free port) to 65535",
    help: "Port to listen on (0: any free one)",
  }),
  dataDir: setting({
    schema: plainText(),
    fallback: "./data",
    wanted: "the path of a folder",
    help: "Folder of the database and the keys; made where it does not exist",
  }),
  storeUrl: setting({
    schema: z.string().trim().regex(/^(sqlite:.|mongodb(\+srv)?:\/\/[^/?]*[^/?@]([/?].*)?$)/),
    fallback: ({ dataDir }) => `sqlite:${dataDir}/parley.db`,
    wanted: "sqlite:<file>, mongodb://… or mongodb+srv://…",
    help: "Where everything is kept; with MongoDB by as many servers as you like",
    shownDefault: "sqlite:<data_dir>/parley.db",
    secret: true,
  }),
  brokerUrl: setting({
    schema: brokerUrl,
    fallback: "memory:",
    wanted: "memory:, redis://…, rediss://…, nats://… or tls://… (NATS with TLS)",
    help: "How nodes reach each other; memory: for one process",
    secret: true,
  }),
  listener: setting({
    schema: oneOf(["auto", "node", "edge"]),
    fallback: "auto",
    wanted: "auto, node or edge",
    help: "How connections are accepted: edge on Deno Deploy, node elsewhere",
  }),
  workers: setting({
    schema: wholeNumber(1, workersMax),
    fallback: 1,
    wanted: `a whole number from 1 to ${workersMax}`,
    help: "Threads that each serve as a node of their own; as many as there are cores to use all of them",
  }),
  filesUrl: setting({
    schema: filesUrl,
    fallback: ({ dataDir }) => `file:${dataDir}/files`,
    wanted: "file:<folder>, s3:https://<host>/<bucket>, or none",
    help: "Where the files of messages are kept: a folder, or a bucket that speaks S3; none: there are none",
    shownDefault: "file:<data_dir>/files",
  }),
  filesAccessKey: setting({
    schema: objectsKey,
    fallback: undefined,
    wanted: "the name of a key of the bucket, without spaces",
    help: "Access key of the bucket",
    shownDefault: "none",
    secret: true,
  }),
  filesSecretKey: setting({
    schema: objectsKey,
    fallback: undefined,
    wanted: "the secret of that key, without spaces",
    help: "Its secret",
    shownDefault: "none",
    secret: true,
  }),
  filesRegion: setting({
    schema: z.string().trim().regex(/^[\w-]+$/).optional(),
    fallback: undefined,
    wanted: "the name of a region, such as eu-central-1",
    help: "Region of the bucket",
    shownDefault: "as the address of a known service says, else us-east-1",
  }),
  filesDirect: setting({
    schema: oneOf(["no", "yes"]),
    fallback: "no",
    wanted: "yes or no",
    help: "Whether browsers save files from the bucket itself, and put large ones there, by addresses that expire",
  }),
  linkPreviews: setting({
    schema: oneOf(["on", "off"]),
    fallback: "on",
    wanted: "on or off",
    help: "Whether the server looks at the links of messages, to show where they lead",
  }),
  smtpUrl: setting({
    schema: smtpUrl.optional(),
    fallback: undefined,
    wanted: "smtp://… or smtps://…, with name and password where the server wants them",
    help: "Server that mail is handed to; without it none is sent",
    shownDefault: "none",
    secret: true,
  }),
  mailFrom: setting({
    schema: z.string().trim().regex(/^([^<>@\p{Cc}]*<)?[^\s<>@]+@[^\s<>@]+>?$/u).optional(),
    fallback: undefined,
    wanted: "an address, such as chat@example.org or Chat <chat@example.org>",
    help: "Who mail is from",
    shownDefault: "none",
  }),
  publicUrl: setting({
    schema: publicUrl.optional(),
    fallback: undefined,
    wanted: "the address people open, such as https://chat.example.org",
    help: "Where links of mails lead",
    shownDefault: "none",
  }),
  digestAfterHours: setting({
    schema: wholeNumber(1, 8_760),
    fallback: 24,
    wanted: "a whole number from 1 to 8760",
    help: "Hours somebody is away until told by mail what was missed, if wished",
  }),
  upstashRedisRestUrl: setting({
    schema: upstashUrl.optional(),
    fallback: undefined,
    wanted: "the https:// address of a database of Upstash, without a path",
    help: "Upstash as the broker, over HTTPS alone; used where BROKER_URL is not set",
    shownDefault: "none",
  }),
  upstashRedisRestToken: setting({
    schema: z.string().trim().regex(/^[\x21-\x7e]+$/).optional(),
    fallback: undefined,
    wanted: "the token of that database, without spaces",
    help: "Its token",
    shownDefault: "none",
    secret: true,
  }),
  jwtSecret: setting({
    schema: z.string().refine((text) => utf8Bytes(text) >= jwtSecretBytesMin).optional(),
    fallback: undefined,
    wanted: `a secret of at least ${jwtSecretBytesMin} bytes, such as \`openssl rand -hex 32\` prints`,
    help: "Key that signs the tokens",
    shownDefault: "made on first start and kept in <data_dir>/jwt_secret",
    secret: true,
  }),
  adminKey: setting({
    schema: z.string().trim().regex(/^[\x21-\x7e]+$/).refine((text) => utf8Bytes(text) >= adminKeyBytesMin).optional(),
    fallback: undefined,
    wanted: `a secret of at least ${adminKeyBytesMin} bytes without spaces, such as \`openssl rand -hex 32\` prints`,
    help: "Key of whoever makes channels for other products' pages",
    shownDefault: "none: there are no channels",
    secret: true,
  }),
  bcryptCost: setting({
    schema: wholeNumber(10, 15),
    fallback: 12,
    wanted: "a whole number from 10 to 15",
    help: "Cost of password hashes: one more takes twice as long",
  }),
  logLevel: setting({
    schema: oneOf(logLevels),
    fallback: "info",
    wanted: "debug, info, warn or error",
    help: "Least level that is logged",
    reloadable: true,
  }),
  logFormat: setting({
    schema: oneOf(["auto", "pretty", "json"]),
    fallback: "auto",
    wanted: "auto, pretty or json",
    help: "Form of the log: pretty on a terminal, JSON lines elsewhere",
  }),
  logFile: setting({
    schema: optionalText(),
    fallback: undefined,
    wanted: "the path of a file",
    help: "File that gets the log too, as JSON lines, in turns of 10 MiB",
    shownDefault: "none",
  }),
  corsOrigins: setting({
    schema: list(origin),
    fallback: [],
    wanted: "origins separated by commas, such as https://chat.example.org",
    help: "Origins beside the own one whose pages may connect",
    shownDefault: "own origin only",
  }),
  trustProxyHops: setting({
    schema: wholeNumber(0, 10),
    fallback: 0,
    wanted: "a whole number from 0 to 10",
    help: "Reverse proxies in front, whose X-Forwarded-For is believed",
  }),
  limitMessagesPerSecond: limit("Messages a user may send in a second", 10),
  limitMessagesBurst: setting({
    schema: wholeNumber(1, 1_000_000),
    fallback: 20,
    wanted: "a whole number from 1 to 1000000",
    help: "Messages a user may send at once",
    reloadable: true,
  }),
  limitConnectionsPerUser: limit("Connections a user may have at once", 20),
  limitConnections: limit("Connections of all users together, below what the descriptors allow", 0),
  limitAuthPerMinute: limit("Log-ins, registrations and guests an address may try in a minute", 30),
  limitSameTextPerMinute: limit("Times a user may say the same in a minute, where messages are limited at all", 20),
  blockedWords: setting({
    schema: list(z.string().max(blockedWordCharsMax)),
    fallback: [],
    wanted: `words and phrases separated by commas, each of at most ${blockedWordCharsMax} characters`,
    help: "Words and phrases that nobody says in any room",
    shownDefault: "none",
    reloadable: true,
  }),
  wordList: setting({
    schema: oneOf(["none", ...wordLists]),
    fallback: "none",
    wanted: `none or ${wordLists.join(" or ")}`,
    help: "A list of insults and obscenities that nobody says in any room",
  }),
  limitFileMib: limit("Size of a file that is sent, MiB", 100),
  limitUserFilesMib: limit("Size of all files of a user, MiB", 1_024),
  limitRoomFilesMib: limit("Size of all files of a room, MiB", 10_240),
  retentionDays: days("Days for which rooms that say nothing about it keep what is said; 0: for ever"),
  retentionDaysMax: days("Most days for which any room keeps what is said; 0: for ever"),
  auditDays: days("Days for which the record of administrative acts is kept; 0: for ever"),
};

export type SettingName = keyof typeof settings;

/** The settings of a running server. Frozen. */
export type Config = { readonly [Name in SettingName]: typeof settings[Name] extends Setting<infer T> ? T : never };

export const settingNames = Object.keys(settings) as SettingName[];

/** `dataDir` → `data_dir`: its name in the file, in capitals that of the environment. */
export function fileName(name: SettingName): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function environmentName(name: SettingName): string {
  return fileName(name).toUpperCase();
}

export function flagName(name: SettingName): string {
  return `--${fileName(name).replaceAll("_", "-")}`;
}

/** One setting, with its type forgotten: for code that treats all alike. */
export function settingOf(name: SettingName): Setting<unknown> {
  return settings[name] as Setting<unknown>;
}
