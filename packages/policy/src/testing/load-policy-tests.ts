import type { PolicyDocument } from '@chatelaine/core';
import { deepFreeze } from '../deep-freeze.ts';
import { invalidPolicy } from '../invalid-policy.ts';
import { newReading } from '../language/document.ts';
import type { PolicyProblem } from '../problem.ts';
import { type DocumentReader, readDocuments } from '../read-documents.ts';
import type { PolicyTestFile } from './test-file.ts';
import { testDocument } from './test-document.ts';

const reader: DocumentReader<PolicyTestFile> = {
  read(root, { name, positionOf }, report) {
    const written = testDocument.read(root, 'a file of tests', newReading(report));
    if (written === undefined) return undefined;
    const { tests: _version, principals, keys = [], contexts = [], cases, ...members } = written;
    const of = root.kind === 'map' ? root.members.get('of') : undefined;
    return {
      source: name,
      ...members,
      ...(of && { ofPosition: { document: name, ...positionOf(of.keyOffset) } }),
      principals,
      keys,
      contexts,
      cases: cases.map(({ written: given, node }) => ({
        ...given,
        position: { document: name, ...positionOf(node.offset) },
      })),
    };
  },
};

/**
 * Checks files of tests and gives what is in them, frozen throughout, in the order given. They are read like policies, with the
 * same limits.
 *
 * @throws VaultError `InvalidPolicy`, with the first 50 problems as `name:line:column what is wrong`, a line each.
 */
export function loadPolicyTests(documents: readonly PolicyDocument[]): readonly PolicyTestFile[] {
  const read = readDocuments(documents, reader);
  if (read.problemCount > 0) throw invalidPolicy(read.problems, read.problemCount, 'The file of tests');
  return deepFreeze(read.documents);
}

/** What is wrong with files of tests: at most 1,000 problems, and none exactly if `loadPolicyTests` takes them. */
export function checkPolicyTests(documents: readonly PolicyDocument[]): readonly PolicyProblem[] {
  return readDocuments(documents, reader).problems;
}
