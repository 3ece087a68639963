import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { invalidPolicy } from '../invalid-policy.ts';
import { loadPolicyDocuments } from '../load-policy-documents.ts';
import type { PolicyRule, PolicySet } from '../policy-set.ts';
import {
  isFolder,
  listPolicyFolder,
  readPolicyFolder,
  readPolicyPaths,
  readPolicyTestFolder,
} from '../read-policy-folder.ts';
import { quote } from '../source/hidden-characters.ts';
import { loadPolicyTests } from './load-policy-tests.ts';
import { identityOf } from './rule-coverage.ts';
import type { PolicyTestFile } from './test-file.ts';

/** Files of tests, each with the policies that it is about. */
export interface PolicySuite {
  readonly folder: string;
  /** Where the tests and the policies that they name lie. */
  readonly folders: readonly string[];
  /** In the order of their names. */
  readonly files: readonly PolicySuiteFile[];
  /**
   * The rules that the tests are to cover: all that lie below the folder, whether or not a file of tests names them; where none
   * lies there, all that the tests name. In the order of documents and lines.
   */
  readonly rules: readonly PolicyRule[];
}

export interface PolicySuiteFile {
  readonly tests: PolicyTestFile;
  /** What its `of` names. The same object for files that name the same policies; documents are named from the folder. */
  readonly policies: PolicySet;
}

/**
 * Reads every file of tests below a folder, and the policies that they name, which may lie beside the folder. There may be no tests.
 *
 * @throws VaultError `InvalidArgument`, `InvalidPolicy`: one faulty file is enough.
 */
export function readPolicySuite(folder: string): PolicySuite {
  const sets = new Map<string, PolicySet>();
  const folders = new Set([folder]);
  const files = loadPolicyTests(readPolicyTestFolder(folder)).map((tests) => {
    const beside = dirname(join(folder, tests.source));
    const paths = tests.of.map((path) => placeOf(path, beside, tests)).toSorted();
    for (const path of paths) folders.add(isFolder(path) ? path : dirname(path));
    const key = paths.join('\0');
    const policies = sets.get(key) ?? loadPolicyDocuments(readPolicyPaths(paths, folder));
    sets.set(key, policies);
    return { tests, policies };
  });
  return { folder, folders: [...folders], files, rules: rulesToCover(folder, [...sets.values()]) };
}

/** @throws VaultError `InvalidPolicy` if nothing lies there */
function placeOf(named: string, beside: string, { ofPosition, source }: PolicyTestFile): string {
  const path = resolve(beside, named);
  if (existsSync(path)) return path;
  const position = ofPosition ?? { document: source, line: 1, column: 1 };
  const message = `of names ${quote(named)}, and nothing lies there from the folder of this file`;
  throw invalidPolicy([{ ...position, code: 'unknown-name', message }], 1, 'The file of tests');
}

function rulesToCover(folder: string, sets: readonly PolicySet[]): readonly PolicyRule[] {
  const named = new Map(sets.flatMap(({ rules }) => rules).map((rule) => [identityOf(rule), rule]));
  const { root, files } = listPolicyFolder(folder);
  const below = new Set(files.map((file) => relative(root, file).split(sep).join('/')));
  const read = new Set(sets.flatMap(({ documents }) => documents.map(({ source }) => source)));
  // Read once more only where the tests leave something out.
  const all = [...below].every((document) => read.has(document))
    ? [...named.values()]
    : loadPolicyDocuments(readPolicyFolder(folder)).rules;
  const rules = below.size === 0 ? all : all.filter(({ position }) => below.has(position.document));
  return rules.toSorted(inOrder);
}

function inOrder({ position: a }: PolicyRule, { position: b }: PolicyRule): number {
  if (a.document !== b.document) return a.document < b.document ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
