import { dirname, relative } from "node:path/posix";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/**
 * The declarations of everything that a client's entry shows, by their paths in the repository. Those of the protocol are
 * written out: in the sources they are worked out from schemas, and a user of the package has no use for the library of these.
 */
export function emitTypes(
  root: string,
  entry: string,
  /** Imports that are another package to whoever reads the declarations. */
  outside: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string> {
  const program = ts.createProgram([`${root}${entry}`], compilerOptions());
  const faults = ts.getPreEmitDiagnostics(program).filter(({ category }) => category === ts.DiagnosticCategory.Error);
  if (faults.length > 0) throw new Error(ts.formatDiagnostics(faults, host));
  const emitted = new Map<string, string>();
  program.emit(undefined, (path, text) => void emitted.set(relative(root, path), text), undefined, true);
  const declarations = new Map<string, string>();
  const visit = (path: string): void => {
    if (declarations.has(path)) return;
    const source = program.getSourceFile(`${root}${path.replace(/\.d\.ts$/, ".ts")}`) ??
      program.getSourceFile(`${root}${path.replace(/\.d\.ts$/, ".tsx")}`);
    const isProtocol = path.startsWith("src/");
    let text = isProtocol && source !== undefined ? writtenOut(source, program.getTypeChecker()) : emitted.get(path);
    if (text === undefined) throw new Error(`${path} was not emitted`);
    for (const [file, name] of Object.entries(outside)) text = text.replaceAll(`"${file}"`, `"${name}"`);
    declarations.set(path, text.replaceAll(/(from |import\()"(\.[^"]+)\.tsx?"/g, '$1"$2.js"'));
    for (const [, target] of text.matchAll(/(?:from |import\()"(\.[^"]+)\.tsx?"/g)) {
      visit(`${normal(dirname(path), target!)}.d.ts`);
    }
  };
  visit(entry.replace(/ts$/, "d.ts"));
  return declarations;
}

function normal(folder: string, path: string): string {
  return new URL(path, `file:///${folder}/`).pathname.slice(1);
}

const host: ts.FormatDiagnosticsHost = {
  getCurrentDirectory: () => "",
  getCanonicalFileName: (name) => name,
  getNewLine: () => "\n",
};

function compilerOptions(): ts.CompilerOptions {
  const packageFile = (name: string, file: string): string[] => [
    fileURLToPath(new URL(file, import.meta.resolve(`${name}/package.json`))),
  ];
  return {
    ...{ target: ts.ScriptTarget.ES2024, module: ts.ModuleKind.ESNext, jsx: ts.JsxEmit.ReactJSX },
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2024.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true },
    ...{ declaration: true, emitDeclarationOnly: true, allowImportingTsExtensions: true, types: [] },
    paths: {
      "zod": packageFile("zod", "index.d.ts"),
      "react": packageFile("@types/react", "index.d.ts"),
      "react/jsx-runtime": packageFile("@types/react", "jsx-runtime.d.ts"),
    },
  };
}

/** The exported types of a file of the protocol, those that come from schemas as what they are. */
function writtenOut(source: ts.SourceFile, checker: ts.TypeChecker): string {
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias |
    ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
  const parts: string[] = [];
  for (const node of source.statements) {
    if (ts.isImportDeclaration(node) && isTypesOfProtocol(node)) parts.push(node.getText());
    if (ts.isInterfaceDeclaration(node)) parts.push(node.getFullText().trim());
    if (!ts.isTypeAliasDeclaration(node)) continue;
    const text = node.getFullText().trim();
    if (!/\bz\.|typeof /.test(node.type.getText())) parts.push(text);
    else {
      const written = checker.typeToString(checker.getTypeAtLocation(node), node, flags);
      parts.push(`export type ${node.name.text} = ${written};`);
    }
  }
  return `${parts.join("\n")}\nexport {};\n`;
}

/** Imports of types from beside it: nothing else is needed by what is written out. */
function isTypesOfProtocol({ importClause, moduleSpecifier }: ts.ImportDeclaration): boolean {
  return importClause?.isTypeOnly === true && ts.isStringLiteral(moduleSpecifier) &&
    moduleSpecifier.text.startsWith("./");
}
