import type { Locality, PolicyDocument } from '@chatelaine/core';
import {
  loadPolicyDocuments,
  type PolicyTrust,
  type PolicyBundle,
  requireTrustedBundle,
  unsignedPolicy,
} from '@chatelaine/policy';
import { CaslPolicy } from './casl-policy.ts';

/** Makes policies of what is trusted, and of nothing else. */
export class PolicyCompiler {
  readonly #here: Locality;
  readonly #trust: PolicyTrust;

  constructor(here: Locality, trust: PolicyTrust) {
    this.#here = here;
    this.#trust = trust;
  }

  /** @throws VaultError `InvalidPolicy`; `PolicyNotTrusted` if bundles must be signed, or of some version. */
  documents(documents: readonly PolicyDocument[]): CaslPolicy {
    if (this.#trust.publicKeys !== undefined || this.#trust.minimumVersion !== undefined) throw unsignedPolicy();
    return new CaslPolicy(loadPolicyDocuments(documents), this.#here);
  }

  /** @throws VaultError `InvalidPolicy`, `PolicyNotTrusted`. */
  bundle(bundle: PolicyBundle): CaslPolicy {
    requireTrustedBundle(bundle, this.#trust);
    return new CaslPolicy(loadPolicyDocuments(bundle.documents), this.#here, bundle.version);
  }
}
