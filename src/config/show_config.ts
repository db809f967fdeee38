import type { Origins } from "../config.ts";
import { type Config, environmentName, fileName, flagName, settingNames, settingOf } from "./settings.ts";

/** What `--help` prints. */
export function helpText(version: string): string {
  const rows = settingNames.map((name) => {
    const { help, fallback, shownDefault } = settingOf(name);
    return [flagName(name), environmentName(name), `${help} [${shownDefault ?? String(fallback)}]`] as const;
  });
  rows.push(["--config-file", "CONFIG_FILE", "YAML or JSON file of settings [parley.yaml if there]"]);
  const flagWidth = Math.max(...rows.map(([flag]) => flag.length));
  const nameWidth = Math.max(...rows.map(([, name]) => name.length));
  const table = rows.map(([flag, name, help]) => `  ${flag.padEnd(flagWidth)}  ${name.padEnd(nameWidth)}  ${help}`);
  return [
    `Parley ${version}: a real-time chat server`,
    "",
    "Usage: parley [--name value]…",
    "",
    "Settings: a flag goes before the environment, the environment before the config file.",
    "In the file they are called as in the environment, in lower case: port: 8080.",
    "",
    ...table,
    "",
    "  --dev            a log for people, wherever it goes, unless the settings say otherwise",
    "  --print-config   show the settings in effect and where each comes from; secrets hidden",
    "  --version, -V    show the version",
    "  --help, -h       show this",
    "",
    "SIGHUP reads the log level and the limits again; SIGTERM and SIGINT drain and stop.",
    "",
  ].join("\n");
}

/** What `--print-config` prints: YAML that could be the config file, with each value's source as a comment. */
export function configText(config: Config, origins: Origins): string {
  const rows = settingNames.map((name) => [`${fileName(name)}: ${shown(name, config)}`, origins[name]] as const);
  const width = Math.max(...rows.map(([row]) => row.length));
  return rows.map(([row, origin]) => `${row.padEnd(width)}  # ${origin}`).join("\n") + "\n";
}

function shown(name: keyof Config, config: Config): string {
  const value = config[name];
  if (value === undefined) return "null";
  // The addresses of store and broker are secret for the passwords that they or their options may hold; without they are shown.
  const isAddress = name === "storeUrl" || name === "brokerUrl";
  if (settingOf(name).secret && !(isAddress && !/[@?]/.test(String(value)))) return '"[hidden]"';
  return JSON.stringify(value);
}
