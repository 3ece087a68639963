import {
  bannedSpecifiers,
  computedImports,
  injectionFiles,
  type Layer,
  layerOf,
  ownedLibraries,
} from './layer-table.ts';
import { type ModuleFacts, moduleFacts } from './module-facts.ts';
import type { SourceFile, Workspace } from './repository.ts';

const scope = '@chatelaine/';
const vagueName = /(^|[/.-])(utils?|helpers?|misc)([/.-]|$)|(^|\/)(common|shared)([/.]|$)/;
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
const suppression = /\b(ox|es)lint-disable|@ts-(ignore|nocheck)|\b(TODO|FIXME)\b/;

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function allowedOwn(layer: Layer, inSources: boolean, plugins: ReadonlySet<string>): ReadonlySet<string> {
  const names = inSources ? layer.sources : [...layer.sources, ...layer.tests];
  return new Set(names.flatMap((name) => (name === 'plugin' ? [...plugins] : [scope + name])));
}

function* manifestViolations(workspace: Workspace, layer: Layer, plugins: ReadonlySet<string>): Generator<string> {
  const { directory } = workspace;
  const shipped = { ...workspace.dependencies, ...workspace.peerDependencies };
  for (const [names, inSources] of [
    [Object.keys(shipped), true],
    [Object.keys(workspace.devDependencies), false],
  ] as const) {
    const allowed = allowedOwn(layer, inSources, plugins);
    for (const name of names) {
      const manifest = `${directory}/package.json`;
      if (name.startsWith(scope) && !allowed.has(name)) yield `${manifest} may not depend on ${name}`;
      if (directory === 'packages/core' && inSources) yield `${manifest} may have no dependency, not ${name}`;
    }
  }
}

function* relativeImportViolations(file: SourceFile, specifier: string, boundary: string): Generator<string> {
  const target = new URL(specifier, `file:///${file.path}`).pathname.slice(1);
  if (!target.startsWith(`${boundary}/`)) yield `${file.path} leaves ${boundary} by importing ${specifier}`;
  if (!/\.([cm]?[jt]s|json)$/.test(specifier)) yield `${file.path} imports ${specifier} without its extension`;
}

function* packageImportViolations(
  file: SourceFile,
  specifier: string,
  own: ReadonlySet<string>,
  libraries: ReadonlySet<string>,
): Generator<string> {
  const name = packageOf(specifier);
  if (bannedSpecifiers.some((banned) => banned.test(specifier))) yield `${file.path} imports the banned ${specifier}`;
  if (name.startsWith(scope)) {
    if (!own.has(name)) yield `${file.path} may not import ${name}`;
    return;
  }
  const owner = injectionFiles[name] ?? ownedLibraries[name];
  if (owner !== undefined && !owner.test(file.path)) yield `${file.path} may not import ${name}`;
  // Of a library that is only types, the types are what the manifest lists.
  if (!libraries.has(name) && !libraries.has(`@types/${name}`))
    yield `${file.path} imports ${name}, which its package.json does not list`;
}

function* importViolations(
  file: SourceFile,
  facts: ModuleFacts,
  workspace: Workspace,
  layer: Layer,
  plugins: ReadonlySet<string>,
  testLibraries: readonly string[],
): Generator<string> {
  const inSources = file.path.startsWith(`${workspace.directory}/src/`);
  const own = new Set(allowedOwn(layer, inSources, plugins));
  if (!inSources) own.add(workspace.name);
  const shipped = [workspace.dependencies, workspace.peerDependencies].flatMap((listed) => Object.keys(listed));
  const libraries = new Set(
    inSources ? shipped : [...shipped, ...Object.keys(workspace.devDependencies), ...testLibraries],
  );
  const boundary = inSources ? `${workspace.directory}/src` : workspace.directory;
  for (const specifier of facts.imports) {
    if (specifier === null) {
      if (inSources && !computedImports.some((allowed) => allowed.test(file.path)))
        yield `${file.path} imports a computed name`;
    } else if (specifier.startsWith('.')) {
      yield* relativeImportViolations(file, specifier, boundary);
    } else if (!specifier.startsWith('node:')) {
      yield* packageImportViolations(file, specifier, own, libraries);
    }
  }
}

function* shapeViolations(file: SourceFile, facts: ModuleFacts, workspace: Workspace): Generator<string> {
  const inside = file.path.slice(workspace.directory.length + 1);
  if (vagueName.test(inside)) yield `${file.path} has a name that says nothing`;
  if (!inside.split('/').every((part) => kebabCase.test(part))) yield `${file.path} is not in kebab-case`;
  if (/^src\/(.*\/)?index\.ts$/.test(inside) && !facts.onlyReExports) {
    yield `${file.path} must only re-export, and must export something`;
  }
  if (facts.hasDecorators && !Object.values(injectionFiles).some((allowed) => allowed.test(file.path))) {
    yield `${file.path} has a decorator`;
  }
  if (facts.comments.some((comment) => suppression.test(comment))) yield `${file.path} suppresses a check`;
}

/**
 * Every breach of the table of layers and of the rules on file names and index files, one sentence each.
 *
 * @param testLibraries packages outside this repository that any test may import
 */
export function violations(workspaces: readonly Workspace[], testLibraries: readonly string[]): string[] {
  const plugins = new Set(workspaces.filter((each) => each.directory.startsWith('plugins/')).map((each) => each.name));
  const found: string[] = [];
  for (const workspace of workspaces) {
    const layer = layerOf(workspace.directory);
    if (layer === undefined) {
      found.push(`${workspace.directory} is in no layer`);
      continue;
    }
    found.push(...manifestViolations(workspace, layer, plugins));
    for (const file of workspace.files) {
      const facts = moduleFacts(file.path, file.text);
      found.push(...importViolations(file, facts, workspace, layer, plugins, testLibraries));
      found.push(...shapeViolations(file, facts, workspace));
    }
  }
  return found;
}
