import { type Policies, policyFingerprint, readPolicies } from '@chatelaine/policy';

/** A folder of policies or the file of a bundle, which may change. */
export interface PolicyFiles {
  readonly path: string;
  /** @throws VaultError `InvalidArgument`, `InvalidPolicy`. */
  fingerprint(): string;
  /** @throws VaultError `InvalidArgument`, `InvalidPolicy`. */
  read(): Policies;
}

export function policyFiles(path: string): PolicyFiles {
  return { path, fingerprint: () => policyFingerprint(path), read: () => readPolicies(path) };
}
