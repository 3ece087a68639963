import { formatPolicyBundle, loadPolicyDocuments, readPolicies } from '@chatelaine/policy';
import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import { policyPlace, reading } from './policy-folder.ts';
import { withVault } from '../vault/with-vault.ts';

/** `chatelaine policy activate` */
export async function activatePolicy(invocation: Invocation, path: string, expectedVersion: number): Promise<Answer> {
  const place = policyPlace(invocation, path);
  const { documents: files, bundle: built } = readPolicies(place.path);
  // A folder is checked before the vault is opened, and problems are told where they stand.
  if (built === undefined) reading(place, () => loadPolicyDocuments(files));
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
