import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as v from 'valibot';

const dependencies = v.optional(v.record(v.string(), v.string()), {});

const Manifest = v.object({
  name: v.string(),
  dependencies,
  devDependencies: dependencies,
  peerDependencies: dependencies,
});

export interface SourceFile {
  /** Path from the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A workspace as the rules see it; tests of the rules make such objects by hand. */
export interface Workspace extends v.InferOutput<typeof Manifest> {
  /** Directory from the repository's root, such as `plugins/store-level`. */
  readonly directory: string;
  readonly files: readonly SourceFile[];
}

const root = new URL('../../', import.meta.url);
const skipped = new Set(['node_modules', 'dist', 'coverage', '.turbo']);

function* sourcesBelow(directory: string): Generator<SourceFile> {
  for (const entry of readdirSync(new URL(`${directory}/`, root), { withFileTypes: true })) {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) yield* sourcesBelow(path);
    } else if (/\.[cm]?[jt]sx?$/.test(entry.name)) {
      yield { path, text: readFileSync(new URL(path, root), 'utf8') };
    }
  }
}

function readManifest(directory: string): v.InferOutput<typeof Manifest> {
  return v.parse(Manifest, JSON.parse(readFileSync(new URL(`${directory}/package.json`, root), 'utf8')));
}

/** Every workspace of this repository, with its sources and tests. */
export function readWorkspaces(): Workspace[] {
  const directories = ['packages', 'plugins'].flatMap((group) =>
    readdirSync(new URL(`${group}/`, root))
      .map((name) => `${group}/${name}`)
      .filter((directory) => existsSync(new URL(`${directory}/package.json`, root))),
  );
  return [...directories, 'test'].map((directory) => ({
    ...readManifest(directory),
    directory,
    files: [...sourcesBelow(directory)],
  }));
}

/** Names that every workspace's tests may import. */
export function rootDevDependencies(): string[] {
  return Object.keys(readManifest('.').devDependencies);
}
