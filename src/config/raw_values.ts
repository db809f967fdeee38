import type { SettingName } from "./settings.ts";

/** Where a value comes from; an earlier one goes before a later one. */
export type Origin = "flag" | "environment" | "file" | "default";

/** A value as it was found, before it is checked. */
export interface RawValue {
  readonly value: unknown;
  readonly origin: Origin;
  /** How its owner wrote it: `--port`, `PORT`, `port in parley.yaml`. */
  readonly written: string;
}

/** One reason why the settings cannot be used. */
export interface Fault {
  readonly origin: Origin;
  /** What is wrong and what is wanted; never a secret's value. */
  readonly sentence: string;
}

export interface RawSource {
  readonly values: ReadonlyMap<SettingName, RawValue>;
  readonly faults: readonly Fault[];
}
