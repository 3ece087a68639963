import { type Authorizer, type AuthorizerStatus, type Policy, type PolicyDocument, VaultError } from '@chatelaine/core';
import { contained } from './contained.ts';
import { GuardedPolicy } from './guarded-policy.ts';
import { misbehaved } from './misbehaved.ts';
import { requireMethods } from './require-methods.ts';

const who = 'The authorizer';
const states: ReadonlySet<unknown> = new Set<AuthorizerStatus['state']>(['current', 'stale', 'denying']);
const failingPolicy = new GuardedPolicy({
  decide() {
    throw new Error('There is no policy to ask.');
  },
  gains() {
    throw new Error('There is no policy to ask.');
  },
});

/** A bundle that was built, compiled. */
export interface CompiledBundle {
  readonly version: number;
  readonly policy: GuardedPolicy;
}

/** Holds an authorizer to what it promised; its policies are guarded too. */
export class GuardedAuthorizer {
  /** Whether it brings its policy itself, and does not follow the vault. */
  readonly bringsPolicy: boolean;
  readonly #authorizer: Authorizer;
  #seen: Policy | undefined;
  #guarded: GuardedPolicy | undefined;

  constructor(authorizer: Authorizer) {
    requireMethods(who, authorizer, ['compile']);
    this.#authorizer = authorizer;
    this.#seen = authorizer.policy;
    this.#guarded = this.#seen === undefined ? undefined : guarded(this.#seen);
    this.bringsPolicy = this.#guarded !== undefined;
  }

  /** The policy that it brings now; one that is no policy denies everything. */
  get policy(): GuardedPolicy | undefined {
    if (!this.bringsPolicy) return undefined;
    try {
      const { policy } = this.#authorizer;
      if (policy === this.#seen) return this.#guarded;
      this.#guarded = guarded(policy);
      this.#seen = policy;
      return this.#guarded;
    } catch {
      return failingPolicy;
    }
  }

  /**
   * How things stand with the policy that it brings.
   *
   * @throws VaultError `PluginMisbehaved`.
   */
  status(): AuthorizerStatus {
    if (this.#authorizer.status === undefined) return { state: 'current', source: 'authorizer' };
    try {
      const { state, source, version, hash, staleness } = this.#authorizer.status();
      if (states.has(state) && typeof source === 'string') {
        return Object.freeze({
          state,
          source,
          ...(version !== undefined && { version }),
          ...(hash !== undefined && { hash }),
          ...(staleness !== undefined && { staleness: Object.freeze({ ...staleness }) }),
        });
      }
    } catch {
      // It is told below.
    }
    throw misbehaved(who, 'does not say how things stand with its policy');
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

function guarded(policy: Policy | undefined): GuardedPolicy {
  requireMethods('The policy of the authorizer', policy, ['decide', 'gains']);
  return new GuardedPolicy(policy as Policy);
}
