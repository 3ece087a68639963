import type {
  Authorizer,
  AuthorizationRequest,
  Decision,
  KeyId,
  KeyView,
  Policy,
  PolicyDocument,
  Principal,
} from '@chatelaine/core';
import { openCaslAuthorizer } from '../src/casl-authorizer.ts';

export const here = { region: 'eu-de-ring0', domainId: 'd-1' } as const;
export const keyA = '0d0466b0-e727-4d9c-b35d-f84bb474a37f' as KeyId;
export const keyB = '6f1c2a90-55d1-4c1e-9a42-7be0d2a4c7e1' as KeyId;

/** A rule as an author writes it, in JSON. */
export interface WrittenRule {
  readonly id?: string;
  readonly effect: 'allow' | 'deny';
  readonly who: unknown;
  readonly except?: unknown;
  readonly actions: unknown;
  readonly keys: unknown;
  readonly reason?: string;
}

export function allow(who: unknown, actions: unknown, keys: unknown, more: object = {}): WrittenRule {
  return { effect: 'allow', who, actions, keys, ...more };
}

export function deny(who: unknown, actions: unknown, keys: unknown, more: object = {}): WrittenRule {
  return { effect: 'deny', who, actions, keys, ...more };
}

/** A document of that name; rules without an id are called `rule-1`, `rule-2` …, in the order given. */
export function document(name: string, rules: readonly WrittenRule[]): PolicyDocument {
  const written = rules.map((rule, index) => ({ id: `rule-${index + 1}`, reason: `Because of ${name}`, ...rule }));
  return { name: `${name}.policy.json`, text: JSON.stringify({ policy: 'chatelaine/v1', name, rules: written }) };
}

/** As a vault has it. */
export function authorizer(): Authorizer {
  return openCaslAuthorizer({}, { ...here, baseDirectory: '/' });
}

export async function compile(...documents: readonly PolicyDocument[]): Promise<Policy> {
  return authorizer().compile(documents);
}

/** One document called `test`. */
export async function policyOf(...rules: readonly WrittenRule[]): Promise<Policy> {
  return compile(document('test', rules));
}

/** As `vault.as()` makes it. */
export function principal(id: string, roles: readonly string[] = [], groups: readonly string[] = []): Principal {
  return Object.freeze({
    id,
    roles: Object.freeze([...roles]),
    groups: Object.freeze([...groups]),
    attributes: Object.freeze(Object.create(null) as Record<string, string>),
  });
}

export const alice: Principal = principal('user:alice');

/** A map as the vault hands it over. */
export function tags(pairs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.freeze(Object.assign(Object.create(null) as Record<string, string>, pairs));
}

/** A key of which all is known: an enabled AES key without aliases and tags, but for what is said. */
export function key(facts: Partial<KeyView> = {}): KeyView {
  return Object.freeze({
    ...here,
    id: keyA,
    aliases: Object.freeze([]),
    tags: tags({}),
    keySpec: 'AES_256',
    keyUsage: 'ENCRYPT_DECRYPT',
    origin: 'kms',
    state: 'ENABLED',
    ...facts,
  } as const);
}

/** A key of which nothing is known but what is said. */
export function unknownKey(facts: Partial<KeyView> = {}): KeyView {
  return Object.freeze({ ...here, ...facts });
}

/** A question of alice about decryption with key A, but for what is said. */
export function request(changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return {
    action: 'kms:cmk:decryptData',
    principal: alice,
    context: {},
    now: 0,
    key: key(),
    asked: undefined,
    encryptionContext: undefined,
    facts: undefined,
    ...changes,
  };
}

/** An answer in short: `allow test/rule-1`, `deny default`, `deny explicit test/rule-2`. */
export function brief(decision: Decision): string {
  const { effect, kind, rule } = decision;
  return [effect, ...(effect === 'deny' ? [kind] : []), ...(rule === undefined ? [] : [rule])].join(' ');
}

/** Asks, and gives the answer in short. This authorizer never waits. */
export function decide(policy: Policy, changes: Partial<AuthorizationRequest> = {}): string {
  return brief(policy.decide(request(changes)) as Decision);
}
