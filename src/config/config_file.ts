import { parse, YAMLParseError } from "yaml";
import { didYouMean } from "./did_you_mean.ts";
import type { Fault, RawSource, RawValue } from "./raw_values.ts";
import { fileName, type SettingName, settingNames } from "./settings.ts";

/** The file that is read where nobody names one. */
export const defaultConfigFile = "parley.yaml";

const byName = new Map<string, SettingName>(settingNames.map((name) => [fileName(name), name]));

/** Reads a text file; `undefined`: there is none. */
export type ReadTextFile = (path: string) => string | undefined;

/** Reads the settings of a YAML or JSON file (JSON is YAML). Without a path: `parley.yaml` if there. */
export function readConfigFile(path: string | undefined, readTextFile: ReadTextFile): RawSource {
  const file = path ?? defaultConfigFile;
  const none = new Map<SettingName, RawValue>();
  const fault = (sentence: string): RawSource => ({ values: none, faults: [{ origin: "file", sentence }] });
  let text: string | undefined;
  try {
    text = readTextFile(file);
  } catch (cause) {
    return fault(`The config file ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (text === undefined) {
    return path === undefined
      ? { values: none, faults: [] }
      : fault(`The config file ${file} does not exist: make it or change CONFIG_FILE`);
  }
  let content: unknown;
  try {
    content = parse(text, { prettyErrors: false });
  } catch (cause) {
    return fault(`The config file ${file} is neither YAML nor JSON: ${whereOf(cause, text)}`);
  }
  if (content === null) return { values: none, faults: [] };
  if (typeof content !== "object" || Array.isArray(content)) {
    return fault(`The config file ${file} must hold names and values, such as "port: 8080"`);
  }
  return readEntries(file, content);
}

function readEntries(file: string, content: object): RawSource {
  const values = new Map<SettingName, RawValue>();
  const faults: Fault[] = [];
  for (const [key, value] of Object.entries(content)) {
    const name = byName.get(key);
    if (name === undefined) {
      faults.push({
        origin: "file",
        sentence: `${key} in ${file} is no setting: ${didYouMean(key, [...byName.keys()])}`,
      });
    } else if (value !== null) {
      values.set(name, { value, origin: "file", written: `${key} in ${file}` });
    }
  }
  return { values, faults };
}

/** The line of a syntax fault, without its text: that could be a secret. */
function whereOf(cause: unknown, text: string): string {
  if (!(cause instanceof YAMLParseError)) return "it cannot be parsed";
  const line = text.slice(0, cause.pos[0]).split("\n").length;
  return `line ${line} (${cause.code.toLowerCase().replaceAll("_", " ")})`;
}
