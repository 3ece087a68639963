import { dirname, join, resolve } from 'node:path';
import { loadPolicyDocuments } from '../load-policy-documents.ts';
import type { PolicySet } from '../policy-set.ts';
import { readPolicyPaths, readPolicyTestFolder } from '../read-policy-folder.ts';
import { loadPolicyTests } from './load-policy-tests.ts';
import type { PolicyTestFile } from './test-file.ts';

/** Files of tests, each with the policies that it is about. */
export interface PolicySuite {
  readonly folder: string;
  /** In the order of their names. */
  readonly files: readonly PolicySuiteFile[];
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
  const files = loadPolicyTests(readPolicyTestFolder(folder)).map((tests) => {
    const beside = dirname(join(folder, tests.source));
    const paths = tests.of.map((path) => resolve(beside, path)).toSorted();
    const key = paths.join('\0');
    const policies = sets.get(key) ?? loadPolicyDocuments(readPolicyPaths(paths, folder));
    sets.set(key, policies);
    return { tests, policies };
  });
  return { folder, files };
}
