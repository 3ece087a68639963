import {
  type Action,
  type AuthorizationRequest,
  type Decision,
  type KeyView,
  type Principal,
  type RequestContext,
  type RequestFacts,
  VaultError,
} from '@chatelaine/core';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import type { GuardedPolicy } from '../guards/guarded-policy.ts';
import type { ActivePolicy } from '../policy/active-policy.ts';
import { after, isPromise } from './after.ts';
import type { Call, Identity } from './call.ts';
import type { GrantAuthority } from './grant-authority.ts';
import type { Question, Resolved } from './implementation.ts';

const noPolicy: Decision = Object.freeze({
  effect: 'deny',
  kind: 'default',
  reason:
    'No policy is active, so everything is denied. The host activates one with vault.administration.activatePolicy().',
});

const gainsUnknown: Decision = Object.freeze({
  effect: 'deny',
  kind: 'error',
  reason: 'The authorizer could not say whether the change gives the caller new rights.',
});

/** What a policy is asked. It sees of the call only what the contract names; the pairs of the context only if it looks. */
class Request implements AuthorizationRequest {
  readonly action: Action;
  readonly principal: Principal;
  readonly context: RequestContext;
  readonly key: KeyView | undefined;
  readonly asked: string | undefined;
  readonly facts: RequestFacts | undefined;
  readonly now: number;
  readonly #encoded: EncodedContext | undefined;

  constructor(
    action: Action,
    principal: Principal,
    context: RequestContext,
    key: KeyView | undefined,
    asked: string | undefined,
    facts: RequestFacts | undefined,
    encoded: EncodedContext | undefined,
    now: number,
  ) {
    this.action = action;
    this.principal = principal;
    this.context = context;
    this.key = key;
    this.asked = asked;
    this.facts = facts;
    this.now = now;
    this.#encoded = encoded;
  }

  get encryptionContext(): Readonly<Record<string, string>> | undefined {
    return this.#encoded?.pairs;
  }
}

/** A decision on all that an operation needs; a denial says on which action, if not on that of the operation. */
export type Ruling = Decision & { readonly action?: Action };

/** Who asks: the caller, or the grantor of what the caller was granted. */
type Asker = Pick<Identity, 'principal' | 'context'>;

/** Asks the policy in force. */
export class Authority {
  readonly #policies: ActivePolicy;
  readonly #grants: GrantAuthority;
  readonly #allowSelfGain: boolean;

  constructor(policies: ActivePolicy, grants: GrantAuthority, allowSelfGain: boolean) {
    this.#policies = policies;
    this.#grants = grants;
    this.#allowSelfGain = allowSelfGain;
  }

  /** True if there is a policy to ask. */
  get isActive(): boolean {
    return this.#policies.policy !== undefined;
  }

  /** One decision: by the policy; where no rule speaks, by what a service has of itself, or by a grant. */
  decide(call: Call<unknown>, question: Question): Decision | Promise<Decision> {
    return this.#decide(this.#policies.policy, call, question);
  }

  /** What the policy alone says to a question, asked by somebody. */
  decideByPolicy(call: Call<unknown>, question: Question, who: Asker): Decision | Promise<Decision> {
    const { policy } = this.#policies;
    return policy === undefined ? noPolicy : askPolicy(policy, call, question, who);
  }

  #decide(policy: GuardedPolicy | undefined, call: Call<unknown>, question: Question): Decision | Promise<Decision> {
    if (policy === undefined) return noPolicy;
    const decision = askPolicy(policy, call, question, call.identity);
    if (isPromise(decision)) return decision.then((decided) => this.#unlessRuled(policy, call, question, decided));
    return this.#unlessRuled(policy, call, question, decision);
  }

  // Only where no rule speaks: a deny that applies, or may apply, beats everything.
  #unlessRuled(
    policy: GuardedPolicy,
    call: Call<unknown>,
    question: Question,
    decision: Decision,
  ): Decision | Promise<Decision> {
    const grantee = call.identity.principal?.id;
    if (decision.kind !== 'default' || grantee === undefined) return decision;
    const otherwise = ownDefaultKey(call, question) ?? question.otherwise;
    if (otherwise !== undefined) return otherwise;
    const { encryptionContext = call.encryptionContext } = question;
    const granted = this.#grants.decide(question, { grantee, now: call.now, encryptionContext }, (grantor) =>
      askPolicy(policy, call, question, grantor),
    );
    return granted === undefined ? decision : granted.then((allowed) => allowed ?? decision);
  }

  /** The decision on all questions: the first denial, or the first allow if there is no denial. */
  ask(call: Call<unknown>, resolved: Resolved): Ruling | Promise<Ruling> {
    return resolved.more === undefined ? this.decide(call, resolved.question) : this.#askAll(call, resolved);
  }

  // All of them by one policy, although another may come into force meanwhile.
  async #askAll(call: Call<unknown>, resolved: Resolved): Promise<Ruling> {
    const { policy } = this.#policies;
    const first = await this.#decide(policy, call, resolved.question);
    if (first.effect === 'deny') return first;
    for (const question of resolved.more ?? []) {
      const decision = await this.#decide(policy, call, question);
      if (decision.effect === 'deny') return { ...decision, action: question.action };
    }
    return first;
  }

  /** Whether the caller may `kms:cmk:get` a key: what lists show. */
  maySee(call: Call<unknown>, entry: KeyEntry): boolean | Promise<boolean> {
    return after(
      this.decide(call, { action: 'kms:cmk:get', key: entry.view, asked: undefined, entry }),
      ({ effect }) => effect === 'allow',
    );
  }

  /**
   * A denial if the authorizer fails.
   *
   * @throws VaultError `SelfGain` if the caller would gain rights by one of the changes.
   */
  async checkGains(call: Call<unknown>, resolved: Resolved): Promise<Decision | undefined> {
    const { policy } = this.#policies;
    const { principal, context } = call.identity;
    if (this.#allowSelfGain || policy === undefined || principal === undefined) return undefined;
    for (const { before, after: later } of resolved.changes ?? []) {
      const gained = await policy.gains({ principal, context, now: call.now, before, after: later });
      if (gained === undefined) return gainsUnknown;
      if (gained.length > 0) throw selfGain(gained);
    }
    return undefined;
  }
}

function askPolicy(
  policy: GuardedPolicy,
  call: Call<unknown>,
  { action, key, asked, facts, encryptionContext = call.encryptionContext }: Question,
  { principal, context }: Asker,
): Decision | Promise<Decision> {
  if (principal === undefined) return noPolicy;
  return policy.decide(new Request(action, principal, context, key, asked, facts, encryptionContext, call.now));
}

/** A service needs no rule to encrypt and decrypt with its own default key. */
function ownDefaultKey({ identity, operation }: Call<unknown>, { key }: Question): Decision | undefined {
  const { defaultAlias } = identity;
  const { effect, usage } = operation.declaration;
  if (defaultAlias === undefined || effect !== 'use' || usage !== 'ENCRYPT_DECRYPT') return undefined;
  if (key?.aliases?.includes(defaultAlias) !== true) return undefined;
  const [, service = ''] = defaultAlias.split('/');
  return { effect: 'allow', kind: 'explicit', rule: `default-key/${service}`, reason: 'It is its own default key.' };
}

function selfGain(actions: readonly Action[]): VaultError {
  return new VaultError(
    'SelfGain',
    `The change would give its caller rights that the caller does not have: ${actions.join(', ')}. ` +
      'Have it made by somebody who has them already, or who does not gain them.',
  );
}
