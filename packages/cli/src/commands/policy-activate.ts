import { resolve } from 'node:path';
import { readPolicyFolder } from '@chatelaine/policy';
import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import { withVault } from '../vault/with-vault.ts';

/** `chatelaine policy activate` */
export async function activatePolicy(invocation: Invocation, folder: string, expectedVersion: number): Promise<Answer> {
  const documents = readPolicyFolder(resolve(invocation.surroundings.workingDirectory, folder));
  const { version } = await withVault(invocation, (vault) =>
    vault.administration.activatePolicy({ documents, expectedVersion }),
  );
  const bundle = counted(documents.length, 'policy document', 'policy documents');
  return {
    document: { version, folder, documents: documents.map(({ name }) => name) },
    text: `Version ${version} of the policy is active: ${bundle} of ${printable(folder)}.`,
  };
}
