import { dirname, join, normalize } from "node:path/posix";
import ts from "typescript";

/** One import, export-from, dynamic import, type import or Worker address of a file. */
export interface ImportEdge {
  /** Relative to the root of the repository; a package's name as it is written. */
  readonly target: string;
  /** Nothing of it remains at run time. */
  readonly typeOnly: boolean;
  readonly local: boolean;
}

export interface SourceFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly ImportEdge[];
}

/** Parses one file. */
export function parseSource(path: string, text: string): SourceFile {
  const kind = path.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  return { path, text, tree, imports: importsOf(path, tree) };
}

/** Every TypeScript file under the folders, those that do not exist passed over. */
export async function readSources(root: string, folders: readonly string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const folder of folders) {
    for (const path of await filesUnder(root, folder)) {
      if (/\.tsx?$/.test(path)) files.push(parseSource(path, await Deno.readTextFile(join(root, path))));
    }
  }
  return files;
}

/** Paths relative to the root, sorted; dependencies, data and hidden folders left out. */
export async function filesUnder(root: string, folder: string): Promise<string[]> {
  const paths: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(join(root, folder))) {
      if (/^(\.git|node_modules|data|dist|coverage)$/.test(name)) continue;
      const path = folder === "." ? name : `${folder}/${name}`;
      if (isDirectory) paths.push(...await filesUnder(root, path));
      else paths.push(path);
    }
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  return paths.toSorted();
}

/** Calls `visit` for every node of a tree. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function importsOf(path: string, tree: ts.SourceFile): ImportEdge[] {
  const edges: ImportEdge[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const local = specifier.text.startsWith(".");
    edges.push({ target: local ? normalize(join(dirname(path), specifier.text)) : specifier.text, typeOnly, local });
  };
  walk(tree, (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, onlyTypes(node));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    } else if (isModuleAddress(node)) add(node.arguments?.[0], false);
  });
  return edges;
}

function onlyTypes(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const bindings = clause.namedBindings;
  return clause.name === undefined && bindings !== undefined && ts.isNamedImports(bindings) &&
    bindings.elements.length > 0 && bindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}

/** `new URL("./worker.ts", import.meta.url)`: how a Worker's file is named. */
function isModuleAddress(node: ts.Node): node is ts.NewExpression {
  return ts.isNewExpression(node) && node.expression.getText() === "URL" &&
    node.arguments?.[1]?.getText() === "import.meta.url";
}
