import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import {
  type Action,
  type AuthorizationRequest,
  type Authorizer,
  type Decision,
  type KeyId,
  type KeyView,
  type Policy,
  type Principal,
  VaultError,
} from '@chatelaine/core';
import type { Check } from '../check.ts';
import type { AuthorizerSubject, KeyOfKit, RuleOfKit } from './authorizer-subject.ts';

/** Where the keys of the kit lie. */
const here = { region: 'eu-test-1', domainId: 'domain1' } as const;
export const decrypt: Action = 'kms:cmk:decryptData';
export const encrypt: Action = 'kms:cmk:encryptData';
export const keyA = '0d0466b0-e727-4d9c-b35d-f84bb474a37f' as KeyId;
export const keyB = '6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e1' as KeyId;

/** A law of authorizers: what it tests with is opened and closed around it. */
export function onAuthorizer(
  name: string,
  body: (authorizer: Authorizer, subject: AuthorizerSubject) => Promise<void>,
): Check<AuthorizerSubject> {
  return {
    name,
    run: async (subject) => {
      const authorizer = await subject.open();
      try {
        await body(authorizer, subject);
      } finally {
        await authorizer.close?.();
      }
    },
  };
}

/** A law of policies: they are compiled from rules. */
export function onPolicies(
  name: string,
  body: (compile: (...rules: readonly RuleOfKit[]) => Promise<Policy>) => Promise<void>,
): Check<AuthorizerSubject> {
  return onAuthorizer(name, (authorizer, { write }) => body(async (...rules) => authorizer.compile(write(rules))));
}

/** What a rule may leave out: alice may decrypt, whatever the key. */
export function rule(name: string, parts: Partial<RuleOfKit> = {}): RuleOfKit {
  const usual = { effect: 'allow', who: ['user:alice'], actions: [decrypt], keys: 'all' } as const;
  return { name, ...usual, reason: `It is said by the rule ${name}`, ...parts };
}

export const onKey = (...keys: readonly KeyOfKit[]): Pick<RuleOfKit, 'keys'> => ({ keys });

export function principal(id: string, roles: readonly string[] = [], groups: readonly string[] = []): Principal {
  return Object.freeze({
    id,
    roles: Object.freeze([...roles]),
    groups: Object.freeze([...groups]),
    attributes: bare<string>({}),
  });
}

export const alice: Principal = principal('user:alice');

/** As the vault hands maps over: frozen, without a prototype. */
export function bare<Value>(pairs: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.freeze(Object.assign(Object.create(null) as Record<string, Value>, pairs));
}

/** Key A, all of it known, but for what is said. */
export function keyView(facts: Partial<KeyView> = {}): KeyView {
  const known = { id: keyA, aliases: Object.freeze([]), tags: bare<string>({}), keySpec: 'AES_256' } as const;
  const more = { keyUsage: 'ENCRYPT_DECRYPT', origin: 'kms', state: 'ENABLED' } as const;
  return Object.freeze({ ...here, ...known, ...more, ...facts });
}

/** A key of which nothing is known but what is said. */
export function unknownKey(facts: Partial<KeyView> = {}): KeyView {
  return Object.freeze({ ...here, ...facts });
}

/** Alice wants to decrypt with key A, but for what is said. */
export function question(changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  const asking = { action: decrypt, principal: alice, context: bare({}), now: 1_767_225_600_000 } as const;
  const about = { key: keyView(), asked: undefined, encryptionContext: undefined, facts: undefined } as const;
  return Object.freeze({ ...asking, ...about, ...changes });
}

/** Asks, and sees that the answer is one. */
async function decide(policy: Policy, changes: Partial<AuthorizationRequest> = {}): Promise<Decision> {
  const decision: unknown = await policy.decide(question(changes));
  assert(isDecision(decision), `this is no decision: ${inspect(decision)}`);
  return decision;
}

function isDecision(answer: unknown): answer is Decision {
  if (typeof answer !== 'object' || answer === null) return false;
  const { effect, kind, rule: told, reason } = answer as Partial<Record<string, unknown>>;
  if (typeof reason !== 'string' || reason === '') return false;
  if (effect === 'allow') return kind === 'explicit' && typeof told === 'string';
  if (effect !== 'deny' || (told !== undefined && typeof told !== 'string')) return false;
  return kind === 'explicit' ? told !== undefined : kind === 'unknown' || kind === 'default' || kind === 'error';
}

export async function assertAllowed(
  policy: Policy,
  by: string,
  changes?: Partial<AuthorizationRequest>,
): Promise<void> {
  const { effect, rule: told = '', reason } = await decide(policy, changes);
  assert.equal(effect, 'allow', `it was denied: ${reason}`);
  assert(told.endsWith(by), `the rule ${by} allowed it, and ${told} was told`);
}

/** @param kind `default`, or the kinds that a denial by a rule may have */
export async function assertDenied(
  policy: Policy,
  kind: Decision['kind'],
  changes?: Partial<AuthorizationRequest>,
): Promise<Decision> {
  const decision = await decide(policy, changes);
  assert.equal(decision.effect, 'deny', `it was allowed by ${decision.rule ?? 'nothing'}`);
  assert.equal(decision.kind, kind, `it was denied, but as ${decision.kind}`);
  return decision;
}

/** That something is refused with one of these codes, and nothing else. */
export async function assertRefused(codes: readonly string[], what: string, action: () => unknown): Promise<void> {
  try {
    await action();
  } catch (error) {
    assert(VaultError.is(error) && codes.includes(error.code), `${what} was refused with ${inspect(error)}`);
    return;
  }
  assert.fail(`${what} was taken`);
}
