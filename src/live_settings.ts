import { type Config, type ConfigResult, reloadConfig } from "./config.ts";
import type { Log, LogLevel } from "./ports/log.ts";
import type { LimitSettings } from "./server.ts";

const mebibyte = 1_048_576;

export interface LiveSettingsDeps {
  /** Reads all sources again. */
  readonly read: () => ConfigResult;
  readonly log: Log;
  readonly setLevel: (level: LogLevel) => void;
}

/** The settings in effect: those that are safe to change follow their sources when asked to. */
export class LiveSettings {
  #config: Config;
  readonly #deps: LiveSettingsDeps;

  constructor(config: Config, deps: LiveSettingsDeps) {
    this.#config = config;
    this.#deps = deps;
  }

  get limits(): LimitSettings {
    const {
      limitMessagesPerSecond,
      limitMessagesBurst,
      limitConnectionsPerUser,
      limitConnections,
      limitAuthPerMinute,
      limitSameTextPerMinute,
      blockedWords,
      wordList,
      limitFileMib,
      limitUserFilesMib,
      limitRoomFilesMib,
      retentionDays,
      retentionDaysMax,
      auditDays,
    } = this.#config;
    return {
      messagesPerSecond: limitMessagesPerSecond,
      messagesBurst: limitMessagesBurst,
      connectionsPerUser: limitConnectionsPerUser,
      connections: limitConnections,
      authPerMinute: limitAuthPerMinute,
      // Who takes the limit of messages away, for a load or a bridge, means any messages.
      sameTextPerMinute: limitMessagesPerSecond === 0 ? 0 : limitSameTextPerMinute,
      blockedWords,
      wordList: wordList === "none" ? undefined : wordList,
      fileBytes: limitFileMib * mebibyte,
      userFilesBytes: limitUserFilesMib * mebibyte,
      roomFilesBytes: limitRoomFilesMib * mebibyte,
      retentionDays,
      retentionDaysMax,
      auditDays,
    };
  }

  get logLevel(): LogLevel {
    return this.#config.logLevel;
  }

  /** Reads the sources again and says in the log what came of it. With a fault in them, everything stays as it was. */
  reload(): void {
    const { read, log, setLevel } = this.#deps;
    const result = read();
    if (result.kind === "faults") {
      for (const { sentence } of result.faults) log.error("The settings were not reloaded", { fault: sentence });
      return;
    }
    const { config, changed, needRestart } = reloadConfig(this.#config, result.config);
    this.#config = config;
    setLevel(config.logLevel);
    log.info("The settings were reloaded", { changed });
    if (needRestart.length > 0) log.warn("Some changed settings need a restart", { settings: needRestart });
  }
}
