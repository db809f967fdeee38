import assert from "node:assert/strict";
import { type Config, type ConfigResult, readConfig } from "../src/config.ts";
import { LiveSettings } from "../src/live_settings.ts";
import type { LogLevel } from "../src/ports/log.ts";

function read(env: Record<string, string>): ConfigResult {
  return readConfig({
    args: [],
    environment: { get: (name) => env[name], names: () => [] },
    readTextFile: () => undefined,
  });
}

function configOf(env: Record<string, string>): Config {
  const result = read(env);
  assert.ok(result.kind === "ok");
  return result.config;
}

function bench() {
  const said: string[] = [];
  const levels: LogLevel[] = [];
  let env: Record<string, string> = {};
  const say = (level: string) => (message: string, fields: unknown = {}) =>
    void said.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const live = new LiveSettings(configOf({}), {
    read: () => read(env),
    log: { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") },
    setLevel: (level) => void levels.push(level),
  });
  const reload = (next: Record<string, string>): void => {
    env = next;
    live.reload();
  };
  return { live, said, levels, reload };
}

Deno.test("LiveSettings.reload() changes the limits and the log level of a running server", () => {
  const { live, said, levels, reload } = bench();
  assert.equal(live.limits.messagesPerSecond, 10);
  reload({ LIMIT_MESSAGES_PER_SECOND: "50", LIMIT_AUTH_PER_MINUTE: "0", LOG_LEVEL: "debug" });
  assert.deepEqual(live.limits, {
    messagesPerSecond: 50,
    messagesBurst: 20,
    connectionsPerUser: 20,
    connections: 0,
    auditDays: 0,
    authPerMinute: 0,
    sameTextPerMinute: 20,
    blockedWords: [],
    wordList: undefined,
    fileBytes: 100 * 1_048_576,
    userFilesBytes: 1_024 * 1_048_576,
    roomFilesBytes: 10_240 * 1_048_576,
    retentionDays: 0,
    retentionDaysMax: 0,
  });
  assert.deepEqual(levels, ["debug"]);
  assert.match(said.join("\n"), /^info The settings were reloaded .*LIMIT_MESSAGES_PER_SECOND/);
});

Deno.test("LiveSettings.reload() keeps everything as it was when a setting is at fault, and says which", () => {
  const { live, said, levels, reload } = bench();
  reload({ LIMIT_MESSAGES_PER_SECOND: "50", LOG_LEVEL: "loud" });
  assert.equal(live.limits.messagesPerSecond, 10);
  assert.deepEqual(levels, []);
  assert.match(said.join("\n"), /^error The settings were not reloaded .*LOG_LEVEL/);
});

Deno.test("LiveSettings.reload() names what needs a restart and does not change it", () => {
  const { said, reload } = bench();
  reload({ PORT: "9" });
  assert.match(said.join("\n"), /warn Some changed settings need a restart {"settings":\["PORT"\]}/);
  reload({});
  assert.equal(said.filter((line) => line.startsWith("warn")).length, 1);
});
