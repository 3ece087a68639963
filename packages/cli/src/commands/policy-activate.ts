import { resolve } from 'node:path';
import { formatPolicyBundle, readPolicies } from '@chatelaine/policy';
import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import { withVault } from '../vault/with-vault.ts';

/** `chatelaine policy activate` */
export async function activatePolicy(invocation: Invocation, path: string, expectedVersion: number): Promise<Answer> {
  const { documents: files, bundle: built } = readPolicies(resolve(invocation.surroundings.workingDirectory, path));
  const documents = built === undefined ? files : formatPolicyBundle(built);
  const { version } = await withVault(invocation, (vault) =>
    vault.administration.activatePolicy({ documents, expectedVersion }),
  );
  const bundle = counted(files.length, 'policy document', 'policy documents');
  return {
    document: { version, folder: path, documents: files.map(({ name }) => name) },
    text: `Version ${version} of the policy is active: ${bundle} of ${printable(path)}.`,
  };
}
