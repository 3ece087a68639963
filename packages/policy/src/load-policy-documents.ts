import { type PolicyDocument, VaultError } from '@chatelaine/core';
import { readBundle } from './bundle.ts';
import { formatPolicyProblem, type PolicyProblem } from './problem.ts';
import type { PolicySet } from './policy-set.ts';

const mostShown = 50;

/**
 * Checks a bundle and gives its rules. A bundle is taken whole or not at all. Its limits: 1,000 documents, 1 MiB a
 * document, 8 MiB in all.
 *
 * @throws VaultError `InvalidPolicy`, with the first 50 problems as `name:line:column what is wrong`, a line each.
 */
export function loadPolicyDocuments(documents: readonly PolicyDocument[]): PolicySet {
  const bundle = readBundle(documents);
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
  return readBundle(documents).problems;
}

function invalidPolicy(problems: readonly PolicyProblem[], count: number): VaultError {
  const shown = problems.slice(0, mostShown).map((problem) => formatPolicyProblem(problem));
  if (count > shown.length) shown.push(`… and ${count - shown.length} more`);
  const head = `The policy has ${count === 1 ? 'a problem' : `${count} problems`}; nothing of it was taken.`;
  return new VaultError('InvalidPolicy', [head, ...shown].join('\n'));
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}
