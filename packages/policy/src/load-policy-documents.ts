import type { PolicyDocument } from '@chatelaine/core';
import { deepFreeze } from './deep-freeze.ts';
import { invalidPolicy } from './invalid-policy.ts';
import { type ReadDocument, readDocument } from './language/policy-document.ts';
import type { PolicySet } from './policy-set.ts';
import type { PolicyProblem } from './problem.ts';
import { type DocumentReader, readDocuments, type ReadDocuments } from './read-documents.ts';
import { quote } from './source/hidden-characters.ts';

/**
 * Checks a bundle and gives its rules. A bundle is taken whole or not at all. Its limits: 1,000 documents, 1 MiB a
 * document, 8 MiB in all.
 *
 * @throws VaultError `InvalidPolicy`, with the first 50 problems as `name:line:column what is wrong`, a line each.
 */
export function loadPolicyDocuments(documents: readonly PolicyDocument[]): PolicySet {
  const bundle = readPolicies(documents);
  if (bundle.problemCount > 0) throw invalidPolicy(bundle.problems, bundle.problemCount);
  const rules = bundle.documents.flatMap((document) => document.rules);
  const summaries = bundle.documents.map(({ summary }) => summary);
  return deepFreeze({ documents: summaries.toSorted(byName), rules: rules.toSorted(byName) });
}

/**
 * What is wrong with a bundle, in the order of documents and lines: at most 1,000 problems, and none exactly if
 * `loadPolicyDocuments` takes it.
 */
export function checkPolicyDocuments(documents: readonly PolicyDocument[]): readonly PolicyProblem[] {
  return readPolicies(documents).problems;
}

const reader: DocumentReader<ReadDocument> = {
  takesCanonical: true,
  read: readDocument,
  checkBeside(document, earlier, problems) {
    const { name } = document.summary;
    const other = earlier.find(({ summary }) => summary.name === name);
    if (other === undefined) return;
    const message = `the name ${quote(name)} belongs to ${other.summary.source} already; names are unique in a bundle`;
    problems.add({ document: document.summary.source, ...document.namePosition, code: 'duplicate-name', message });
  },
};

function readPolicies(documents: readonly PolicyDocument[]): ReadDocuments<ReadDocument> {
  return readDocuments(documents, reader);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}
