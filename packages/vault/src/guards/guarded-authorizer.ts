import { type Authorizer, type Policy, type PolicyDocument, VaultError } from '@chatelaine/core';
import { contained } from './contained.ts';
import { GuardedPolicy } from './guarded-policy.ts';
import { requireMethods } from './require-methods.ts';

const who = 'The authorizer';

/** A bundle that was built, compiled. */
export interface CompiledBundle {
  readonly version: number;
  readonly policy: GuardedPolicy;
}

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

  /** @throws VaultError `InvalidPolicy`, `PolicyNotTrusted`, `InvalidArgument`, `PluginMisbehaved` (as rejections). */
  async compileBundle(bundle: string): Promise<CompiledBundle> {
    if (this.#authorizer.compileBundle === undefined) {
      throw new VaultError('InvalidArgument', 'The authorizer takes no built bundles; give it documents.');
    }
    const policy = await contained(who, () => this.#authorizer.compileBundle?.(bundle));
    const { version } = policy ?? {};
    if (policy === undefined || !isVersion(version)) {
      throw new VaultError('PluginMisbehaved', `${who} gave a bundle no version of 1–4294967295.`);
    }
    return { version, policy: guarded(policy) };
  }

  async close(): Promise<void> {
    await this.#authorizer.close?.();
  }
}

function isVersion(version: unknown): version is number {
  return typeof version === 'number' && Number.isInteger(version) && version >= 1 && version <= 0xff_ff_ff_ff;
}

function guarded(policy: Policy): GuardedPolicy {
  requireMethods('The policy of the authorizer', policy, ['decide', 'gains']);
  return new GuardedPolicy(policy);
}
