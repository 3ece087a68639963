import { describe, expect, test } from 'vitest';
import { readWorkspaces, rootDevDependencies, type Workspace } from './repository.ts';
import { violations } from './violations.ts';

const plugins = ['store-memory', 'store-level', 'authorization-casl'];

/** The breaches of one planted file or manifest, in a repository that has a few well-behaved neighbours. */
function planted(directory: string, files: Readonly<Record<string, string>>, manifest: Partial<Workspace> = {}) {
  const workspace = (path: string): Workspace => ({
    directory: path,
    name: `@chatelaine/${path.split('/').at(-1) ?? ''}`,
    dependencies: {},
    devDependencies: {},
    peerDependencies: {},
    files: [],
  });
  const neighbours = plugins.map((name) => workspace(`plugins/${name}`)).filter((each) => each.directory !== directory);
  const subject = {
    ...workspace(directory),
    files: Object.entries(files).map(([path, text]) => ({ path: `${directory}/${path}`, text })),
    ...manifest,
  };
  return violations([...neighbours, subject], ['vitest']);
}

describe('this repository', () => {
  const workspaces = readWorkspaces();

  test('is read whole: every workspace has files', () => {
    expect(workspaces.length).toBeGreaterThan(10);
    expect(workspaces.filter(({ files }) => files.length === 0).map(({ directory }) => directory)).toEqual([]);
  });

  test('keeps the table of layers', () => {
    expect(violations(workspaces, rootDevDependencies())).toEqual([]);
  });
});

describe('the check finds', () => {
  const source = (line: string) => ({ 'src/thing.ts': `${line}\nexport const thing = 1;\n` });

  test.each([
    ['core', 'packages/core', "import { x } from 'valibot';"],
    ['core', 'packages/core', "import type { x } from '@chatelaine/vault';"],
    ['policy', 'packages/policy', "import '@chatelaine/vault';"],
    ['vault', 'packages/vault', "export * from '@chatelaine/store-memory';"],
    ['vault', 'packages/vault', "import '@chatelaine/conformance';"],
    ['a plugin', 'plugins/store-level', "import { x } from '@chatelaine/vault';"],
    ['a plugin', 'plugins/store-level', "const x = await import('@chatelaine/store-memory');"],
    ['a plugin', 'plugins/store-level', "type X = import('@chatelaine/policy').X;"],
    ['a plugin', 'plugins/store-level', "import '@chatelaine/conformance';"],
    ['a plugin', 'plugins/store-level', "import '@chatelaine/ecdsa';"],
    ['an ECDSA plugin', 'plugins/algorithm-ec', "import '@chatelaine/policy';"],
    ['ecdsa', 'packages/ecdsa', "import '@chatelaine/store-level';"],
    ['authorization-casl', 'plugins/authorization-casl', "import '@chatelaine/vault';"],
    ['a host', 'packages/host-inversify', "import '@chatelaine/store-memory';"],
    ['cli', 'packages/cli', "import '@chatelaine/conformance';"],
    ['conformance', 'packages/conformance', "import '@chatelaine/store-level';"],
    ['a package', 'packages/vault', "import '@chatelaine/vault';"],
  ])('an import that %s may not have, in %s: %s', (_who, directory, line) => {
    expect(planted(directory, source(line))).toHaveLength(1);
  });

  test.each([
    ['packages/vault', "import '@chatelaine/core'; import 'node:crypto';"],
    ['plugins/authorization-casl', "import '@chatelaine/policy';"],
    ['plugins/algorithm-ec', "import '@chatelaine/core'; import '@chatelaine/ecdsa';"],
    ['packages/standard', "import '@chatelaine/store-level';"],
    ['packages/cli', "import '@chatelaine/standard';"],
  ])('nothing wrong with an import that %s may have: %s', (directory, line) => {
    expect(planted(directory, source(line))).toEqual([]);
  });

  test('conformance in the sources of a plugin, but not in its tests', () => {
    const line = "import '@chatelaine/conformance';";
    expect(planted('plugins/store-level', { 'test/kit.test.ts': line })).toEqual([]);
    expect(planted('plugins/store-level', { 'src/kit.ts': line })).toEqual([
      'plugins/store-level/src/kit.ts may not import @chatelaine/conformance',
    ]);
  });

  test.each(['inversify', 'tsyringe', 'reflect-metadata'])('%s outside the files that compose', (library) => {
    const manifest = { dependencies: { [library]: '1.0.0' } };
    const line = `import '${library}';`;
    expect(planted('packages/vault', { 'src/pipeline.ts': line }, manifest)).toHaveLength(1);
    expect(planted('plugins/store-level', { 'src/store.ts': line }, manifest)).toHaveLength(1);
    expect(planted('packages/vault', { 'src/open-vault.ts': line }, manifest)).toHaveLength(
      library === 'tsyringe' ? 1 : 0,
    );
  });

  test('a decorator outside the files that compose', () => {
    const text = 'export class Thing { @logged run(): void {} }';
    expect(planted('packages/vault', { 'src/thing.ts': text })).toEqual([
      'packages/vault/src/thing.ts has a decorator',
    ]);
    expect(planted('packages/host-tsyringe', { 'src/thing.ts': text })).toEqual([]);
  });

  test('CASL outside its plugin, and its extra entry points anywhere', () => {
    const manifest = { dependencies: { '@casl/ability': '7.0.1' } };
    expect(planted('packages/cli', source("import '@casl/ability';"), manifest)).toHaveLength(1);
    expect(planted('plugins/authorization-casl', source("import '@casl/ability';"), manifest)).toEqual([]);
    expect(planted('plugins/authorization-casl', source("import '@casl/ability/extra';"), manifest)).toHaveLength(1);
  });

  test('a library that the manifest does not list', () => {
    expect(planted('packages/policy', source("import 'yaml';"))).toHaveLength(1);
    expect(planted('packages/policy', source("import 'vitest';"))).toHaveLength(1);
    expect(planted('packages/policy', { 'test/thing.test.ts': "import 'vitest';" })).toEqual([]);
    const types = { devDependencies: { '@types/sarif': '2.1.7' } };
    expect(planted('packages/policy', source("import type { Log } from 'sarif';"), types)).toHaveLength(1);
    const inTest = { 'test/thing.test.ts': "import type { Log } from 'sarif';" };
    expect(planted('packages/policy', inTest)).toHaveLength(1);
    expect(planted('packages/policy', inTest, types)).toEqual([]);
  });

  test.each([
    ['packages/core', { dependencies: { valibot: '1.5.0' } }],
    ['plugins/store-level', { dependencies: { '@chatelaine/vault': '0.1.0' } }],
    ['plugins/store-level', { peerDependencies: { '@chatelaine/vault': '0.1.0' } }],
    ['plugins/store-level', { devDependencies: { '@chatelaine/store-memory': '0.1.0' } }],
    ['packages/vault', { dependencies: { '@chatelaine/store-memory': '0.1.0' } }],
    ['packages/policy', { devDependencies: { '@chatelaine/vault': '0.1.0' } }],
  ])('a dependency in the manifest of %s: %o', (directory, manifest) => {
    expect(planted(directory, {}, manifest)).toHaveLength(1);
  });

  test('a relative import that leaves the package, leaves src or has no extension', () => {
    expect(planted('packages/vault', source("import '../../core/src/index.ts';"))).toHaveLength(1);
    expect(planted('packages/vault', source("import '../test/fake.ts';"))).toHaveLength(1);
    expect(planted('packages/vault', source("import './seal';"))).toHaveLength(1);
    expect(planted('packages/vault', { 'test/seal.test.ts': "import '../src/seal.ts';" })).toEqual([]);
  });

  test('an import of a computed name', () => {
    expect(planted('packages/vault', source('await import(globalThis.name);'))).toHaveLength(1);
  });

  test('an index file that does more than re-export, or nothing', () => {
    const index = (text: string) => planted('packages/vault', { 'src/index.ts': text });
    expect(index("export * from './vault.ts';\nexport { type A, b } from './b.ts';\n")).toEqual([]);
    expect(index("export * from './vault.ts';\nexport const version = 1;\n")).toHaveLength(1);
    expect(index('export {};\n')).toHaveLength(1);
  });

  test.each(['src/utils.ts', 'src/helpers/bytes.ts', 'src/byte-utils.ts', 'src/sealHeader.ts', 'src/common/seal.ts'])(
    'the file name %s',
    (path) => {
      expect(planted('packages/vault', { [path]: 'export const x = 1;' })).toHaveLength(1);
    },
  );

  test('a comment that suppresses a check', () => {
    for (const comment of ['// oxlint-disable-next-line', '/* eslint-disable */', '// @ts-ignore', '// TODO later']) {
      expect(planted('packages/vault', source(comment))).toEqual(['packages/vault/src/thing.ts suppresses a check']);
    }
    expect(planted('packages/vault', source("const text = '// oxlint-disable';"))).toEqual([]);
  });

  test('a workspace that the table does not know', () => {
    expect(planted('packages/mystery', {})).toEqual(['packages/mystery is in no layer']);
  });

  test('a file that does not parse', () => {
    expect(() => planted('packages/vault', source('import from;'))).toThrow(SyntaxError);
  });
});
