import { type OperationDeclaration, operations } from '@chatelaine/core';
import { expect, test } from 'vitest';
import { layerOf } from '../architecture/layer-table.ts';
import { isInRepository, namesIn, readDocument, section, tableRows } from './documents.ts';

const { text } = readDocument('docs/architecture.md');

const plain = (cell: string): string => cell.replaceAll('`', '');
const foldersIn = (folder: string): string[] =>
  namesIn(folder)
    .filter((name) => name.endsWith('/') && !/^(?:node_modules|dist)\/$/.test(name))
    .map((name) => `${folder}${name}`);

test('the operation table on the page is the one of core, row by row', () => {
  const [, ...rows] = tableRows(section(text, 'The operation table'));
  const declarations: readonly (readonly [string, OperationDeclaration])[] = Object.entries(operations);
  const declared = declarations.map(([name, { action, destinationAction, effect, resource }]) => [
    name,
    destinationAction === undefined ? action : `${action}, ${destinationAction}`,
    effect,
    resource,
  ]);
  expect(rows.map((row) => row.map(plain))).toEqual(declared);
});

test('the page names every package and plugin', () => {
  const rows = tableRows(section(text, 'Packages'));
  const named = rows.flatMap(([first = '']) =>
    [...first.matchAll(/`((?:packages|plugins)\/[^`]*)`/g)].map(([, path = '']) => path),
  );
  expect(named.toSorted()).toEqual([...foldersIn('packages/'), ...foldersIn('plugins/')].toSorted());
});

test('the page says what every folder of core and vault has', () => {
  const [, ...rows] = tableRows(section(text, 'Where to find …'));
  const folders = [...foldersIn('packages/core/src/'), ...foldersIn('packages/vault/src/')];
  expect(rows.map(([folder = '']) => plain(folder))).toEqual(folders);
});

test('the rows about imports agree with the table that the check of layers reads', () => {
  const tables = tableRows(section(text, 'Packages'));
  const [header = [], ...rows] = tables.slice(tables.findIndex(([first]) => first === 'may import'));
  const examples: Readonly<Record<string, string>> = {
    core: 'packages/core',
    policy: 'packages/policy',
    ecdsa: 'packages/ecdsa',
    vault: 'packages/vault',
    'a plugin': 'plugins/store-level',
    'a host package': 'packages/host-inversify',
    standard: 'packages/standard',
    cli: 'packages/cli',
  };
  const importable = header.slice(1).map((name) => (name === 'plugins' ? 'plugin' : name));
  for (const [name = '', ...cells] of rows) {
    const layer = layerOf(examples[name] ?? '');
    const told = importable.filter((_, index) => cells[index] === 'yes');
    const tested = importable.filter((_, index) => cells[index] === 'in tests');
    expect([name, told]).toEqual([name, importable.filter((each) => layer?.sources.includes(each))]);
    expect([name, tested]).toEqual([name, importable.filter((each) => layer?.tests.includes(each))]);
  }
  expect(layerOf('plugins/authorization-casl')?.sources).toEqual(['core', 'policy']);
  expect(layerOf('plugins/algorithm-ec')?.sources).toEqual(['core', 'ecdsa']);
  expect(layerOf('plugins/algorithm-secp256k1')?.sources).toEqual(['core', 'ecdsa']);
});

test('files of the vault that the page names by their folder exist', () => {
  const relative = [...text.matchAll(/`([a-z]+\/[a-z-]+\.ts)`/g)].map(([, path = '']) => path);
  expect(relative.length).toBeGreaterThan(20);
  expect(relative.filter((path) => !isInRepository(`packages/vault/src/${path}`))).toEqual([]);
});
