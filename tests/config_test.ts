import assert from "node:assert/strict";
import { type Config, type ConfigResult, exitCodeOf, type Fault, readConfig, reloadConfig } from "../src/config.ts";

interface Given {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files by path. */
  readonly files?: Readonly<Record<string, string>>;
}

function read({ args = [], env = {}, files = {} }: Given): ConfigResult {
  return readConfig({
    args,
    environment: { get: (name) => env[name], names: () => Object.keys(env) },
    readTextFile: (path) => files[path],
  });
}

function configOf(given: Given): Config {
  const result = read(given);
  assert.ok(result.kind === "ok", JSON.stringify(result));
  return result.config;
}

function faultsOf(given: Given): readonly Fault[] {
  const result = read(given);
  assert.ok(result.kind === "faults", "expected faults");
  return result.faults;
}

const sentences = (given: Given): string[] => faultsOf(given).map(({ sentence }) => sentence);

Deno.test("readConfig() without any source gives the defaults, frozen", () => {
  const config = configOf({});
  assert.deepEqual(config, {
    host: "127.0.0.1",
    port: 8080,
    dataDir: "./data",
    retentionDays: 0,
    retentionDaysMax: 0,
    storeUrl: "sqlite:./data/parley.db",
    brokerUrl: "memory:",
    listener: "auto",
    workers: 1,
    upstashRedisRestUrl: undefined,
    upstashRedisRestToken: undefined,
    jwtSecret: undefined,
    adminKey: undefined,
    auditDays: 0,
    bcryptCost: 12,
    logLevel: "info",
    logFormat: "auto",
    logFile: undefined,
    corsOrigins: [],
    trustProxyHops: 0,
    limitMessagesPerSecond: 10,
    limitMessagesBurst: 20,
    limitConnectionsPerUser: 20,
    limitConnections: 0,
    limitAuthPerMinute: 30,
    limitSameTextPerMinute: 20,
    blockedWords: [],
    wordList: "none",
    filesUrl: "file:./data/files",
    filesAccessKey: undefined,
    filesSecretKey: undefined,
    filesRegion: undefined,
    filesDirect: "no",
    linkPreviews: "on",
    smtpUrl: undefined,
    mailFrom: undefined,
    publicUrl: undefined,
    digestAfterHours: 24,
    limitFileMib: 100,
    limitUserFilesMib: 1_024,
    limitRoomFilesMib: 10_240,
  });
  assert.ok(Object.isFrozen(config));
});

Deno.test("readConfig() takes flags over the environment over the file over the defaults", () => {
  const files = { "parley.yaml": "port: 1\nhost: a.example\nlog_level: debug\n" };
  const env = { PORT: "2", HOST: "b.example" };
  const result = read({ args: ["--port", "3"], env, files });
  assert.ok(result.kind === "ok");
  assert.equal(result.config.port, 3);
  assert.equal(result.config.host, "b.example");
  assert.equal(result.config.logLevel, "debug");
  assert.equal(result.config.workers, 1);
  const { port, host, logLevel, workers } = result.origins;
  assert.deepEqual({ port, host, logLevel, workers }, {
    port: "flag",
    host: "environment",
    logLevel: "file",
    workers: "default",
  });
});

Deno.test("readConfig() accepts --kebab-case, --snake_case and --name=value, and passes over a lone --", () => {
  for (const args of [["--data-dir", "/d"], ["--data_dir", "/d"], ["--data-dir=/d"], ["--", "--DATA_DIR=/d"]]) {
    assert.equal(configOf({ args }).dataDir, "/d", args.join(" "));
  }
});

Deno.test("readConfig() derives the store's address from the data folder, unless it is set", () => {
  assert.equal(configOf({ env: { DATA_DIR: "/srv/parley" } }).storeUrl, "sqlite:/srv/parley/parley.db");
  assert.equal(configOf({ env: { DATA_DIR: "/a", STORE_URL: "sqlite:/b/x.db" } }).storeUrl, "sqlite:/b/x.db");
});

Deno.test("readConfig() reads JSON, YAML and an empty file", () => {
  const env = { CONFIG_FILE: "it" };
  const origins = ["https://a.example", "http://localhost:3000"];
  assert.deepEqual(
    configOf({ env, files: { it: JSON.stringify({ port: 5, cors_origins: origins }) } }).corsOrigins,
    origins,
  );
  assert.deepEqual(
    configOf({ env, files: { it: `cors_origins:\n  - ${origins[0]}\n  - ${origins[1]}` } }).corsOrigins,
    origins,
  );
  assert.equal(configOf({ env, files: { it: "# nothing yet\n" } }).port, 8080);
});

Deno.test("readConfig() reads the file that --config-file names rather than CONFIG_FILE or parley.yaml", () => {
  const files = { flag: "port: 1", environment: "port: 2", "parley.yaml": "port: 3" };
  assert.equal(configOf({ args: ["--config-file", "flag"], env: { CONFIG_FILE: "environment" }, files }).port, 1);
  assert.equal(configOf({ env: { CONFIG_FILE: "environment" }, files }).port, 2);
  assert.equal(configOf({ files }).port, 3);
});

Deno.test("readConfig() takes an empty environment variable for none", () => {
  assert.equal(configOf({ env: { PORT: "", LOG_FILE: "" } }).port, 8080);
});

Deno.test("readConfig() splits lists at commas and accepts none", () => {
  assert.deepEqual(configOf({ env: { CORS_ORIGINS: "https://a.example, https://b.example:8443" } }).corsOrigins, [
    "https://a.example",
    "https://b.example:8443",
  ]);
  assert.deepEqual(configOf({ args: ["--cors-origins="] }).corsOrigins, []);
});

Deno.test("readConfig() refuses origins that browsers never send", () => {
  for (
    const value of ["*", "null", "https://a.example/", "a.example", "https://A.example", "ftp://a", "https://a:443"]
  ) {
    assert.equal(sentences({ env: { CORS_ORIGINS: value } }).length, 1, value);
  }
});

Deno.test("readConfig() reports all faults at once, each with its setting, its source and what is wanted", () => {
  const given = {
    args: ["--workers", "65"],
    env: { PORT: "eighty", BCRYPT_COST: "4" },
    files: { "parley.yaml": "log_level: loud\nlimit_messages_burst: -1\n" },
  };
  assert.deepEqual(sentences(given).toSorted(), [
    '--workers: expected a whole number from 1 to 64, found "65"',
    'BCRYPT_COST (environment): expected a whole number from 10 to 15, found "4"',
    'PORT (environment): expected a whole number from 0 (any free port) to 65535, found "eighty"',
    "limit_messages_burst in parley.yaml: expected a whole number from 1 to 1000000, found -1",
    'log_level in parley.yaml: expected debug, info, warn or error, found "loud"',
  ]);
});

Deno.test("readConfig() refuses numbers that are not whole, not plain or out of bounds", () => {
  for (const value of ["-1", "65536", "8e3", "0x50", "80.5", " ", "8080abc", "NaN"]) {
    assert.equal(faultsOf({ env: { PORT: value } }).length, 1, JSON.stringify(value));
  }
  for (const yaml of ["port: 80.5", "port: true", "port: [80]", "port: {a: 1}", "port: .nan"]) {
    assert.equal(faultsOf({ files: { "parley.yaml": yaml } }).length, 1, yaml);
  }
});

Deno.test("readConfig() takes SQLite and MongoDB as stores, and no others", () => {
  for (const url of ["sqlite:/x.db", "mongodb://h/x", "mongodb://a:1,b:2/x?replicaSet=r", "mongodb+srv://u:p@h"]) {
    assert.equal(configOf({ env: { STORE_URL: url } }).storeUrl, url);
  }
  for (const url of ["postgres://h", "mongodb:h", "mongodb://", "mongodb://u:canary@/x", "sqlite:", "http://h"]) {
    const [sentence] = sentences({ env: { STORE_URL: url } });
    assert.equal(sentence, "STORE_URL (environment): expected sqlite:<file>, mongodb://… or mongodb+srv://…", url);
  }
});

Deno.test("readConfig() takes addresses of brokers, and refuses those that no driver would understand, unquoted", () => {
  for (const url of ["redis://h", "rediss://u:p@h:6380/3", "nats://token@h:4222", "tls://h", "memory:"]) {
    assert.equal(configOf({ env: { BROKER_URL: url } }).brokerUrl, url);
  }
  const bad = ["redis:", "redis://", "redis://h/name", "redis://h?password=canary", "nats://h/x", "http://h", "memory"];
  for (const url of bad) {
    const [sentence] = sentences({ args: ["--broker-url", url] });
    assert.match(sentence!, /^--broker-url: expected memory:, redis:/, url);
    assert.doesNotMatch(sentence!, /canary/);
  }
});

Deno.test("readConfig() takes Upstash's address and token together, over TLS or on this machine", () => {
  const token = "canary";
  for (const url of ["https://eu1-x.upstash.io", "http://127.0.0.1:8079", "http://localhost:1/"]) {
    const config = configOf({ env: { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } });
    assert.deepEqual([config.upstashRedisRestUrl, config.upstashRedisRestToken], [url, token]);
  }
  for (const url of ["http://eu1-x.upstash.io", "https://u:p@h", "https://h/path", "https://h?_token=x", "redis://h"]) {
    const [sentence, more] = sentences({ env: { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } });
    assert.match(sentence!, /^UPSTASH_REDIS_REST_URL \(environment\): expected the https:/, url);
    assert.equal(more, undefined);
  }
  assert.deepEqual(sentences({ env: { UPSTASH_REDIS_REST_TOKEN: token } }), [
    "UPSTASH_REDIS_REST_TOKEN needs UPSTASH_REDIS_REST_URL: set both or none",
  ]);
  assert.deepEqual(sentences({ files: { "parley.yaml": "upstash_redis_rest_url: https://h" } }), [
    "UPSTASH_REDIS_REST_URL needs UPSTASH_REDIS_REST_TOKEN: set both or none",
  ]);
});

Deno.test("readConfig() refuses unknown names and says which was meant", () => {
  assert.deepEqual(sentences({ args: ["--prot", "1", "--data_dri=x"] }), [
    "The flag --prot is unknown: did you mean --port?",
    "The flag --data-dri is unknown: did you mean --data-dir?",
  ]);
  assert.deepEqual(sentences({ files: { "parley.yaml": "jwt_secrets: x\nwholly_other: 1" } }), [
    "jwt_secrets in parley.yaml is no setting: did you mean jwt_secret?",
    "wholly_other in parley.yaml is no setting: see --help for those there are",
  ]);
  assert.deepEqual(sentences({ env: { PARLEY_PORT: "8080" } }), [
    "The environment variable PARLEY_PORT is no setting: did you mean PORT?",
  ]);
  assert.match(sentences({ args: ["serve"] })[0]!, /^The argument "serve" is unknown/);
});

Deno.test("readConfig() starts under Kubernetes, whose service links look like settings", () => {
  configOf({
    env: {
      PARLEY_SERVICE_HOST: "10.0.0.1",
      PARLEY_SERVICE_PORT: "8080",
      PARLEY_SERVICE_PORT_HTTP: "8080",
      PARLEY_PORT: "tcp://10.0.0.1:8080",
      PARLEY_PORT_8080_TCP: "tcp://10.0.0.1:8080",
      PARLEY_PORT_8080_TCP_PROTO: "tcp",
    },
  });
});

Deno.test("readConfig() never shows a secret's value, whatever is wrong with it or around it", () => {
  const secret = "hunter2-hunter2";
  const cases: Given[] = [
    { env: { JWT_SECRET: secret } },
    { args: ["--jwt-secret", secret] },
    { args: [`--jwt-secrt=${secret}`] },
    { args: ["--jwt-secrt", secret] },
    { args: ["--store-url", `mongodb:/root:${secret}@h`] },
    { files: { "parley.yaml": `jwt_secret: ${secret}` } },
    { files: { "parley.yaml": `jwt_secret: "${secret}\nport: [` } },
    { files: { "parley.yaml": `jwt_secret: *${secret}` } },
    { env: { BROKER_URL: `redis://u:${secret}@h/name` } },
  ];
  for (const given of cases) {
    const shown = sentences(given).join("\n");
    assert.ok(shown.length > 0 && !shown.includes(secret), shown);
  }
});

Deno.test("readConfig() wants a key of 32 bytes, not of 32 characters", () => {
  assert.equal(faultsOf({ env: { JWT_SECRET: "x".repeat(31) } }).length, 1);
  assert.equal(configOf({ env: { JWT_SECRET: "é".repeat(16) } }).jwtSecret, "é".repeat(16));
});

Deno.test("readConfig() wants an administrator's key that nobody guesses, without spaces, and never shows it", () => {
  for (const bad of ["x".repeat(31), `${"x".repeat(31)} ${"x".repeat(31)}`]) {
    const [sentence, ...more] = sentences({ env: { ADMIN_KEY: bad } });
    assert.ok(sentence !== undefined && more.length === 0 && !sentence.includes("xxx"), `${sentence}`);
  }
  assert.equal(configOf({ env: { ADMIN_KEY: "x".repeat(32) } }).adminKey, "x".repeat(32));
});

Deno.test("readConfig() says where a file that cannot be used is at fault", () => {
  assert.match(sentences({ args: ["--config-file", "gone.yaml"] })[0]!, /^The config file gone\.yaml does not exist/);
  assert.match(sentences({ files: { "parley.yaml": "port: 1\nhost: [\n" } })[0]!, /neither YAML nor JSON: line \d/);
  assert.match(sentences({ files: { "parley.yaml": "- a\n- b" } })[0]!, /must hold names and values/);
  const result = readConfig({
    args: [],
    environment: { get: () => undefined, names: () => [] },
    readTextFile: () => {
      throw new Error("Permission denied");
    },
  });
  assert.ok(result.kind === "faults" && /cannot be read: Permission denied/.test(result.faults[0]!.sentence));
});

Deno.test("readConfig() refuses a flag without its value and a flag given twice", () => {
  assert.deepEqual(sentences({ args: ["--port"] }), ["--port needs a value: --port <port>"]);
  assert.match(sentences({ args: ["--port", "--host", "h"] })[0]!, /^--port needs a value/);
  assert.deepEqual(sentences({ args: ["--port", "1", "--port=2"] }), ["--port is given twice: give it once"]);
});

Deno.test("readConfig() knows what it is asked to do beside running", () => {
  const commands = {
    "--help": "help",
    "-h": "help",
    "--version": "version",
    "-V": "version",
    "--print-config": "print-config",
  };
  for (const [flag, command] of Object.entries(commands)) assert.equal(read({ args: [flag] }).command, command);
  assert.equal(read({}).command, "run");
  assert.equal(read({ args: ["--help", "--prot", "1"] }).command, "help");
});

Deno.test("readConfig() with --dev has a log for people, unless something is set", () => {
  assert.equal(configOf({ args: ["--dev"] }).logFormat, "pretty");
  assert.equal(configOf({ args: ["--dev"], env: { LOG_FORMAT: "json" } }).logFormat, "json");
});

Deno.test("exitCodeOf() is 2 for faults of the command line and 1 for others", () => {
  assert.equal(exitCodeOf(faultsOf({ args: ["--prot", "1"], env: { PORT: "x" } })), 2);
  assert.equal(exitCodeOf(faultsOf({ env: { PORT: "x" } })), 1);
  assert.equal(exitCodeOf(faultsOf({ files: { "parley.yaml": "x: 1" } })), 1);
});

Deno.test("reloadConfig() takes over the log level and the limits and names what needs a restart", () => {
  const current = configOf({});
  const read = configOf({
    env: { LOG_LEVEL: "debug", LIMIT_MESSAGES_BURST: "5", PORT: "9", CORS_ORIGINS: "https://a.example" },
  });
  const { config, changed, needRestart } = reloadConfig(current, read);
  assert.deepEqual(changed, ["LOG_LEVEL", "LIMIT_MESSAGES_BURST"]);
  assert.deepEqual(needRestart, ["PORT", "CORS_ORIGINS"]);
  assert.deepEqual(config, { ...current, logLevel: "debug", limitMessagesBurst: 5 });
  assert.ok(Object.isFrozen(config));
});

Deno.test("reloadConfig() of the same settings changes nothing", () => {
  const given = { env: { JWT_SECRET: "x".repeat(32), CORS_ORIGINS: "https://a.example" } };
  const { changed, needRestart } = reloadConfig(configOf(given), configOf(given));
  assert.deepEqual([changed, needRestart], [[], []]);
});

Deno.test("readConfig() takes a bucket by its path or by its host, and asks for the key to it", () => {
  const keys = { FILES_ACCESS_KEY: "name", FILES_SECRET_KEY: "secret" };
  for (
    const url of ["s3:https://s3.example.org/parley", "s3:http://127.0.0.1:9000/parley/", "s3:https://b.s3.example"]
  ) {
    assert.equal(configOf({ env: { FILES_URL: url, ...keys } }).filesUrl, url);
  }
  for (
    const url of ["s3:", "s3:/folder", "s3:ftp://a/b", "s3:https://u:p@a/b", "s3:https://a/b/c", "s3:https://a/b?c"]
  ) {
    const [sentence] = sentences({ env: { FILES_URL: url, ...keys } });
    assert.match(sentence!, /^FILES_URL \(environment\): expected file:<folder>, s3:https/, url);
  }
  assert.deepEqual(sentences({ env: { FILES_URL: "s3:https://a/b", FILES_ACCESS_KEY: "name" } }), [
    "FILES_URL names a bucket and needs FILES_SECRET_KEY",
  ]);
});
