import { didYouMean } from "./did_you_mean.ts";
import type { Fault, RawSource, RawValue } from "./raw_values.ts";
import { environmentName, type SettingName, settingNames } from "./settings.ts";

/** The environment of the process. */
export interface Environment {
  get(name: string): string | undefined;
  /** All names there are, where they may be listed. */
  names(): readonly string[];
}

/** Names that a setting might be taken for: with this prefix nothing else is meant. */
const prefix = "PARLEY_";
/** What Kubernetes puts into every container for a service called "parley": not an operator's doing. */
const serviceLink = /^PARLEY_(?:[A-Z0-9_]+_)?(?:SERVICE_(?:HOST|PORT)|PORT_\d+_(?:TCP|UDP))(?:_|$)/;

/** Reads each setting by its name; an empty variable is as good as none. */
export function readEnvironment(environment: Environment): RawSource {
  const values = new Map<SettingName, RawValue>();
  for (const name of settingNames) {
    const written = environmentName(name);
    const value = environment.get(written);
    if (value !== undefined && value !== "") values.set(name, { value, origin: "environment", written });
  }
  const known = settingNames.map(environmentName);
  const faults = environment.names().filter((name) => name.startsWith(prefix)).flatMap((name): Fault[] => {
    if (serviceLink.test(name) || environment.get(name)?.startsWith("tcp://")) return [];
    const bare = name.slice(prefix.length);
    return [{
      origin: "environment",
      sentence: `The environment variable ${name} is no setting: ${didYouMean(bare, known)}`,
    }];
  });
  return { values, faults };
}
