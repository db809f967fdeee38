import { fileURLToPath } from "node:url";

/** The suite runs on Python 2.7 only, which is looked for in this order. */
const pythons = ["python2.7", "python2", "pypy"];
/** Makes environments for Python 2.7 still; later versions do not. */
const virtualenv = "virtualenv==20.15.1";
const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));
/** Installing builds a few small C modules; running all cases takes 20 s. */
const installMsMax = 600_000;
const runMsMax = 600_000;

/** Runs a program; throws with the end of what it said when it fails or takes too long. Answers its standard output. */
async function run(program: string, args: readonly string[], msMax: number): Promise<string> {
  const signal = AbortSignal.timeout(msMax);
  const command = new Deno.Command(program, {
    args: [...args],
    signal,
    env: { PYTHONWARNINGS: "ignore" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { success, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  const why = signal.aborted ? `took longer than ${msMax} ms` : "failed";
  throw new Error(
    `${program} ${args.join(" ")} ${why}:\n${decoder.decode(stdout)}${decoder.decode(stderr)}`.slice(-4_000),
  );
}

/** The path of a Python 2.7: named by `PYTHON2`, on the path, or one of pyenv's. */
async function findPython(): Promise<string> {
  const named = Deno.env.get("PYTHON2");
  const prefix = await run("pyenv", ["prefix", "2.7.18"], 10_000).catch(() => undefined);
  const candidates = [
    ...(named === undefined ? [] : [named]),
    ...(prefix === undefined ? [] : [`${prefix.trim()}/bin/python2.7`]),
    ...pythons,
  ];
  for (const python of candidates) {
    const version = await run(python, ["-c", "import sys, ssl, zlib; print(sys.version_info[0])"], 10_000).catch(() =>
      ""
    );
    if (version.trim() === "2") return python;
  }
  throw new Error("The Autobahn suite needs Python 2.7: install it (`pyenv install 2.7.18`) or name it in PYTHON2");
}

/** The suite's program, installed into the user's cache the first time. */
export async function installWstest(): Promise<string> {
  const home = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME") ?? "."}/.cache`;
  const folder = `${home}/parley-conformance`;
  const wstest = `${folder}/suite/bin/wstest`;
  if (await run(wstest, ["--autobahnversion"], 30_000).then(() => true, () => false)) return wstest;
  const python = await findPython();
  await Deno.mkdir(folder, { recursive: true });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  const tool = `${folder}/virtualenv`;
  await run(python, [...pip, "--target", tool, "--upgrade", virtualenv], installMsMax);
  const create = `import sys; sys.path.insert(0, ${
    JSON.stringify(tool)
  }); import virtualenv; virtualenv.cli_run(sys.argv[1:])`;
  await run(python, ["-c", create, "--clear", "--quiet", `${folder}/suite`], installMsMax);
  await run(`${folder}/suite/bin/python`, [...pip, "--requirement", requirements], installMsMax);
  return wstest;
}

/** What the suite says of one case. */
export interface CaseResult {
  /** OK, NON-STRICT, INFORMATIONAL, FAILED, … */
  readonly behavior: string;
  /** The same of how the connection ended. */
  readonly behaviorClose: string;
  /** The code in the close frame that came back; null: none came. */
  readonly remoteCloseCode: number | null;
}

/** All cases but those on compression (12 and 13), which is not offered, against a server that echoes. By number. */
export async function runSuite(wstest: string, url: string): Promise<ReadonlyMap<string, CaseResult>> {
  const folder = await Deno.makeTempDir({ prefix: "parley-conformance-" });
  try {
    const spec = {
      outdir: folder,
      servers: [{ agent: "parley", url }],
      "cases": ["*"],
      "exclude-cases": ["12.*", "13.*"],
      "exclude-agent-cases": {},
    };
    await Deno.writeTextFile(`${folder}/spec.json`, JSON.stringify(spec));
    await run(wstest, ["-m", "fuzzingclient", "-s", `${folder}/spec.json`], runMsMax);
    const index = JSON.parse(await Deno.readTextFile(`${folder}/index.json`)) as Record<
      "parley",
      Record<string, CaseResult>
    >;
    return new Map(Object.entries(index.parley));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
