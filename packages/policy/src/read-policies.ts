import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { type PolicyDocument, VaultError } from '@chatelaine/core';
import { maximumBundleFileBytes, type PolicyBundle } from './bundle/policy-bundle.ts';
import { readPolicyBundle } from './bundle/read-policy-bundle.ts';
import { readPolicyFolder } from './read-policy-folder.ts';

/** What lies at a path: the documents of a folder, or a bundle that was built. */
export type Policies =
  | { readonly documents: readonly PolicyDocument[]; readonly bundle?: never }
  | { readonly documents: readonly PolicyDocument[]; readonly bundle: PolicyBundle };

/**
 * Reads a folder of policies as `readPolicyFolder`, or the file of a bundle as `readPolicyBundle`.
 *
 * @throws VaultError `InvalidArgument` if the path can't be read; `InvalidPolicy`.
 */
export function readPolicies(path: string): Policies {
  if (attempt(path, () => statSync(path).isDirectory())) return { documents: readPolicyFolder(path) };
  if (/\.ya?ml$/i.test(path)) {
    const advice = 'give the folder that all policies lie in, or the file of a bundle that was built';
    throw new VaultError('InvalidArgument', `${path} is one file of YAML; ${advice}.`);
  }
  const bundle = readPolicyBundle(readBundleFile(path));
  return { documents: bundle.documents, bundle };
}

function readBundleFile(path: string): Uint8Array {
  return attempt(path, () => {
    const descriptor = openSync(path, 'r');
    try {
      const status = fstatSync(descriptor);
      if (!status.isFile())
        throw new VaultError('InvalidArgument', `${path} is neither a folder of policies nor a file.`);
      if (status.size > maximumBundleFileBytes) {
        const fault = `${path} has ${status.size} bytes; a policy bundle has at most ${maximumBundleFileBytes}.`;
        throw new VaultError('InvalidPolicy', fault);
      }
      return readFileSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

function attempt<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (cause) {
    if (VaultError.is(cause)) throw cause;
    const advice = 'give a folder of policies or the file of a bundle';
    throw new VaultError('InvalidArgument', `The policies at ${path} can't be read; ${advice}.`, { cause });
  }
}
