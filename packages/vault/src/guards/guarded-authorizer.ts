import type { Authorizer, Policy, PolicyDocument } from '@chatelaine/core';
import { contained } from './contained.ts';
import { GuardedPolicy } from './guarded-policy.ts';
import { requireMethods } from './require-methods.ts';

const who = 'The authorizer';

/** Holds an authorizer to what it promised; its policies are guarded too. */
export class GuardedAuthorizer {
  /** The policy that it brings itself, if it does not follow the vault. */
  readonly policy: GuardedPolicy | undefined;
  readonly #authorizer: Authorizer;

  constructor(authorizer: Authorizer) {
    requireMethods(who, authorizer, ['compile']);
    this.#authorizer = authorizer;
    this.policy = authorizer.policy === undefined ? undefined : guarded(authorizer.policy);
  }

  /** @throws VaultError `InvalidPolicy`, `PluginMisbehaved` (as rejections). */
  async compile(documents: readonly PolicyDocument[]): Promise<GuardedPolicy> {
    return guarded(await contained(who, () => this.#authorizer.compile(documents)));
  }

  async close(): Promise<void> {
    await this.#authorizer.close?.();
  }
}

function guarded(policy: Policy): GuardedPolicy {
  requireMethods('The policy of the authorizer', policy, ['decide', 'gains']);
  return new GuardedPolicy(policy);
}
