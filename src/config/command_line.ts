import { didYouMean } from "./did_you_mean.ts";
import type { Fault, RawSource, RawValue } from "./raw_values.ts";
import { flagName, type SettingName, settingNames } from "./settings.ts";

/** What the program is asked to do. */
export type Command = "run" | "help" | "version" | "print-config";

export interface CommandLine extends RawSource {
  readonly command: Command;
  /** `--config-file`. */
  readonly configFile?: string;
  /** `--dev`: defaults that suit a developer. */
  readonly dev: boolean;
}

const commands = new Map<string, Command>([
  ["--help", "help"],
  ["-h", "help"],
  ["--version", "version"],
  ["-V", "version"],
  ["--print-config", "print-config"],
]);
const configFlag = "--config-file";
const byFlag = new Map<string, SettingName>(settingNames.map((name) => [flagName(name), name]));
const devFlag = "--dev";
const knownFlags = [...byFlag.keys(), configFlag, devFlag, "--help", "--version", "--print-config"];

/** Reads `--name value` and `--name=value`, with `-` or `_` between words. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const values = new Map<SettingName, RawValue>();
  const faults: Fault[] = [];
  const fault = (sentence: string): void => void faults.push({ origin: "flag", sentence });
  let command: Command = "run";
  let configFile: string | undefined;
  let dev = false;
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift()!;
    // Task runners hand on the separator that was meant for them.
    if (arg === "--") continue;
    const asked = commands.get(arg.replaceAll("_", "-"));
    if (asked !== undefined) {
      command = asked;
      continue;
    }
    if (arg === devFlag) {
      dev = true;
      continue;
    }
    const equals = arg.indexOf("=");
    const flag = (equals < 0 ? arg : arg.slice(0, equals)).toLowerCase().replaceAll("_", "-");
    const name = byFlag.get(flag);
    if (name === undefined && flag !== configFlag) {
      fault(unknownFlag(arg, flag));
      if (equals < 0 && arg.startsWith("--") && rest[0]?.startsWith("-") === false) rest.shift();
      continue;
    }
    const value = equals >= 0 ? arg.slice(equals + 1) : rest[0]?.startsWith("--") ? undefined : rest.shift();
    if (value === undefined) fault(`${flag} needs a value: ${flag} <${flag.slice(2)}>`);
    else if (name === undefined) configFile = value;
    else if (values.has(name)) fault(`${flag} is given twice: give it once`);
    else values.set(name, { value, origin: "flag", written: flag });
  }
  return { command, values, faults, dev, ...(configFile === undefined ? {} : { configFile }) };
}

function unknownFlag(arg: string, flag: string): string {
  if (!arg.startsWith("-")) return `The argument "${cut(arg)}" is unknown: settings are given as --name value`;
  return `The flag ${cut(flag)} is unknown: ${didYouMean(flag, knownFlags)}`;
}

/** An unknown argument may be a secret in the wrong place: only its beginning is shown. */
function cut(text: string): string {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}
