import {
  type AuthorizerSubject,
  authorizerChecks,
  registerChecks,
  type RuleOfKit,
} from '@chatelaine/conformance/authorizer';
import type { PolicyDocument } from '@chatelaine/core';
import { buildPolicyBundle, formatPolicyBundle } from '@chatelaine/policy';
import { test } from 'vitest';
import { openCaslAuthorizer } from '../src/casl-authorizer.ts';

const keysOf = (keys: RuleOfKit['keys']): unknown =>
  keys === 'all'
    ? 'all'
    : keys.map((key) => ('id' in key ? key.id : 'alias' in key ? key.alias : { tags: { [key.tag]: key.value } }));

function write(rules: readonly RuleOfKit[]): readonly PolicyDocument[] {
  const written = rules.map(({ name, keys, ...rule }) => ({ id: name, ...rule, keys: keysOf(keys) }));
  return [{ name: 'kit.policy.json', text: JSON.stringify({ policy: 'chatelaine/v1', name: 'kit', rules: written }) }];
}

const subject: AuthorizerSubject = {
  open: () => openCaslAuthorizer({}, { region: 'eu-test-1', domainId: 'domain1', baseDirectory: '/' }),
  write,
  malformed: [
    '',
    'policy: chatelaine/v2',
    '{"policy": "chatelaine/v1", "name": "other"}',
    '{"policy": "chatelaine/v1", "name": "other", "rules": [{"effect": "deny"}]}',
  ].map((text) => ({ name: 'other.policy.yaml', text })),
  build: (rules, version) => formatPolicyBundle(buildPolicyBundle(write(rules), version)),
};

registerChecks(test, authorizerChecks, subject);
