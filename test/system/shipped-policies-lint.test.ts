import { fileURLToPath } from 'node:url';
import { loadPolicyDocuments, readPolicyFolder } from '@chatelaine/policy';
import { lintPolicies } from '@chatelaine/policy/lint';
import { readPolicySuite } from '@chatelaine/policy/testing';
import { expect, test } from 'vitest';

test('lint finds nothing in the shipped policies but what they accept', () => {
  const folder = fileURLToPath(new URL('../../policies', import.meta.url));
  const { files: tests } = readPolicySuite(folder);
  const policies = loadPolicyDocuments(readPolicyFolder(folder));
  const findings = lintPolicies({ policies, tests, now: Date.now() });
  expect(findings.filter(({ isAccepted }) => !isAccepted)).toEqual([]);
  expect(findings.length).toBeGreaterThan(0);
});
