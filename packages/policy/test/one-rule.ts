import type { AuthorizationRequest, KeyId, KeyView, Principal } from '@chatelaine/core';
import {
  applies,
  type CompiledRule,
  compileRule,
  loadPolicyDocuments,
  type PolicyRule,
  truthName,
  type TruthName,
} from '@chatelaine/policy';

export const here = { region: 'eu-de-ring0', domainId: 'd-1' } as const;
export const keyId = '0d0466b0-e727-4d9c-b35d-f84bb474a37f' as KeyId;

/** The members of a rule as an author writes them in JSON; what is not said is for everybody and every key. */
export function loadRule(members: object): PolicyRule {
  const rule = {
    id: 'rule',
    effect: 'deny',
    who: 'all',
    actions: ['kms:cmk:decryptData'],
    keys: 'all',
    reason: 'Because of the test',
    ...members,
  };
  const text = JSON.stringify({ policy: 'chatelaine/v1', name: 'test', rules: [rule] });
  const [loaded] = loadPolicyDocuments([{ name: 'test.json', text }]).rules;
  if (loaded === undefined) throw new Error('There is no rule.');
  return loaded;
}

export function ruleOf(members: object): CompiledRule {
  return compileRule(loadRule(members), here);
}

export function principal(attributes: Readonly<Record<string, string>> = {}, id = 'user:alice'): Principal {
  return { id, roles: ['r'], groups: ['g'], attributes: bare(attributes) };
}

/** A map as the vault hands it over. */
export function bare<Value>(pairs: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.freeze(Object.assign(Object.create(null) as Record<string, Value>, pairs));
}

export const aKey: KeyView = {
  ...here,
  id: keyId,
  aliases: ['alias/payments'],
  tags: bare({ env: 'prod', tenant: 't-17' }),
  keySpec: 'AES_256',
  keyUsage: 'ENCRYPT_DECRYPT',
  origin: 'kms',
  state: 'ENABLED',
};

/** A question of alice about decryption with a key of which all is known, but for what is said. */
export function request(changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return {
    action: 'kms:cmk:decryptData',
    principal: principal(),
    context: {},
    now: 0,
    key: aKey,
    asked: undefined,
    encryptionContext: undefined,
    facts: undefined,
    ...changes,
  };
}

/** Whether a condition holds: whether a deny for everything else applies when it does. */
export function holds(when: object, changes: Partial<AuthorizationRequest> = {}): TruthName {
  return truthName(applies(ruleOf({ when }), request(changes)));
}
