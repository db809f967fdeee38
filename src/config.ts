import { type Command, readCommandLine } from "./config/command_line.ts";
import { readConfigFile, type ReadTextFile } from "./config/config_file.ts";
import { type Environment, readEnvironment } from "./config/environment.ts";
import type { Fault, Origin, RawSource, RawValue } from "./config/raw_values.ts";
import { type Config, environmentName, type SettingName, settingNames, settingOf } from "./config/settings.ts";

export type { Config } from "./config/settings.ts";
export type { Fault } from "./config/raw_values.ts";

/** Everything settings are read from. */
export interface ConfigSources {
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly readTextFile: ReadTextFile;
}

export type Origins = Readonly<Record<SettingName, Origin>>;

export type ConfigResult =
  | { readonly kind: "ok"; readonly command: Command; readonly config: Config; readonly origins: Origins }
  | { readonly kind: "faults"; readonly command: Command; readonly faults: readonly Fault[] };

/** Reads all settings: flags over environment over file over defaults. Every fault is in the answer, not only the first. */
export function readConfig(sources: ConfigSources): ConfigResult {
  const flags = readCommandLine(sources.args);
  const environment = readEnvironment(sources.environment);
  const path = flags.configFile ?? (sources.environment.get("CONFIG_FILE") || undefined);
  const file = readConfigFile(path, sources.readTextFile);
  const faults: Fault[] = [...flags.faults, ...environment.faults, ...file.faults];
  const { config, origins } = settle([flags, environment, file], flags.dev ? developerDefaults : {}, faults);
  return faults.length > 0
    ? { kind: "faults", command: flags.command, faults }
    : { kind: "ok", command: flags.command, config, origins };
}

/** 2 when the command line is at fault, 1 when anything else is. */
export function exitCodeOf(faults: readonly Fault[]): 1 | 2 {
  return faults.some(({ origin }) => origin === "flag") ? 2 : 1;
}

export interface Reload {
  /** The settings from now on: what may change at run time as read, the rest as it was. */
  readonly config: Config;
  /** Names, as in the environment, of what has changed. */
  readonly changed: readonly string[];
  /** Names of what would change with a restart. */
  readonly needRestart: readonly string[];
}

/** Takes over from newly read settings what is safe to change in a running server. */
export function reloadConfig(current: Config, read: Config): Reload {
  const next: Record<string, unknown> = { ...current };
  const changed: string[] = [];
  const needRestart: string[] = [];
  for (const name of settingNames) {
    if (JSON.stringify(current[name]) === JSON.stringify(read[name])) continue;
    if (settingOf(name).reloadable) {
      next[name] = read[name];
      changed.push(environmentName(name));
    } else {
      needRestart.push(environmentName(name));
    }
  }
  return { config: Object.freeze(next as unknown as Config), changed, needRestart };
}

/** With `--dev`, what nobody sets is this. */
const developerDefaults: Partial<Config> = { logFormat: "pretty" };

function settle(
  sources: readonly RawSource[],
  preferred: Partial<Config>,
  faults: Fault[],
): { config: Config; origins: Origins } {
  const config: Record<string, unknown> = {};
  const origins: Record<string, Origin> = {};
  const unset: SettingName[] = [];
  for (const name of settingNames) {
    const raw = sources.map(({ values }) => values.get(name)).find((value) => value !== undefined);
    if (raw === undefined) {
      unset.push(name);
      continue;
    }
    const parsed = settingOf(name).schema.safeParse(raw.value);
    if (parsed.success) config[name] = parsed.data;
    else faults.push({ origin: raw.origin, sentence: faultOf(name, raw) });
    origins[name] = raw.origin;
  }
  // In a second round, because defaults may follow from what is set.
  const dataDir = typeof config["dataDir"] === "string" ? config["dataDir"] : String(settingOf("dataDir").fallback);
  for (const name of unset) {
    const { fallback } = settingOf(name);
    config[name] = preferred[name] ?? (typeof fallback === "function" ? fallback({ dataDir }) : fallback);
    origins[name] = "default";
  }
  faults.push(...halfUpstash(config, origins), ...keylessBucket(config, origins), ...halfMail(config, origins));
  return { config: Object.freeze(config as unknown as Config), origins: origins as unknown as Origins };
}

/** The address of Upstash without its token, or the other way round, is half a broker. */
function halfUpstash(config: Record<string, unknown>, origins: Record<string, Origin>): Fault[] {
  const [url, token] = ["upstashRedisRestUrl", "upstashRedisRestToken"] as const;
  const [given, missing] = config[url] === undefined ? [token, url] : [url, token];
  // A faulty one has its own sentence.
  if (config[given] === undefined || config[missing] !== undefined || origins[missing] !== "default") return [];
  return [{
    origin: origins[given]!,
    sentence: `${environmentName(given)} needs ${environmentName(missing)}: set both or none`,
  }];
}

/** A bucket without its key cannot be used. */
function keylessBucket(config: Record<string, unknown>, origins: Record<string, Origin>): Fault[] {
  if (!String(config["filesUrl"]).startsWith("s3:")) return [];
  const missing = (["filesAccessKey", "filesSecretKey"] as const).filter((name) => origins[name] === "default");
  return missing.map((name) => ({
    origin: origins["filesUrl"]!,
    sentence: `${environmentName("filesUrl")} names a bucket and needs ${environmentName(name)}`,
  }));
}

/** A server for mail is of use only to who knows who mail is from, and where its links lead. */
function halfMail(config: Record<string, unknown>, origins: Record<string, Origin>): Fault[] {
  if (config["smtpUrl"] === undefined) return [];
  return (["mailFrom", "publicUrl"] as const).filter((name) =>
    config[name] === undefined && origins[name] === "default"
  )
    .map((name) => ({
      origin: origins["smtpUrl"]!,
      sentence: `${environmentName("smtpUrl")} needs ${environmentName(name)}: set both or none`,
    }));
}

function faultOf(name: SettingName, raw: RawValue): string {
  const { wanted, secret } = settingOf(name);
  const where = raw.origin === "environment" ? `${raw.written} (environment)` : raw.written;
  const found = secret ? "" : `, found ${quote(raw.value)}`;
  return `${where}: expected ${wanted}${found}`;
}

function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
