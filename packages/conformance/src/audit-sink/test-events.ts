import type { AuditEvent } from '@chatelaine/core';

/** An event as the vault makes it. */
export function event(sequence: number, changes: Partial<AuditEvent> = {}): AuditEvent {
  return Object.freeze({
    phase: 'complete',
    sequence,
    time: new Date(Date.UTC(2026, 10, 24, 10, 15, 30) + sequence).toISOString(),
    process: '0f8fad5b-d9cb-469f-a165-70867728950e',
    operation: 'encryptData',
    action: 'kms:cmk:encryptData',
    principal: 'user:alice',
    asked: 'alias/payments',
    keyId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    decision: Object.freeze({ effect: 'allow', kind: 'explicit', rule: 'payments/service-uses-its-keys' }),
    outcome: 'success',
    ...changes,
  });
}

export function events(count: number, changes: Partial<AuditEvent> = {}): readonly AuditEvent[] {
  return Array.from({ length: count }, (_, index) => event(index + 1, changes));
}

/** One of each kind that there is. */
export const kinds: readonly AuditEvent[] = [
  event(1, { phase: 'intent', operation: 'createKey', action: 'kms:cmk:create', outcome: undefined, keyId: undefined }),
  event(1, { phase: 'outcome', operation: 'createKey', action: 'kms:cmk:create' }),
  event(2, { decision: { effect: 'deny', kind: 'default' }, outcome: 'AccessDenied' }),
  event(3, {
    decision: { effect: 'deny', kind: 'unknown', rule: 'a/b' },
    outcome: 'AccessDenied',
    sourceIp: '10.1.2.3',
  }),
  event(4, { operation: 'verifyStore', action: 'kms:vault:verifyStore', principal: 'host', asked: undefined }),
  event(5, { decision: undefined, outcome: 'InvalidArgument', asked: undefined, keyId: undefined }),
  event(6, {
    operation: 'reEncrypt',
    action: 'kms:cmk:reEncryptFrom',
    destination: { asked: 'alias/archive', keyId: '0d0466b0-e727-4d9c-b35d-f84bb474a37f' },
  }),
  event(7, { operation: 'reEncrypt', action: 'kms:cmk:reEncryptFrom', destination: { asked: 'alias/none' } }),
];

/** Text that ends a line, a field or a terminal's patience, where it is written as it is. */
export const hostile: readonly string[] = [
  'a\nb',
  'a\r\n{"phase":"complete"}',
  'quotes " and \' and \\',
  'comma, semicolon; tab\t',
  '\u0000\u001B[31mred\u007F',
  '\u2028\u2029\u0085',
  'Schlüssel 鍵 🔑',
  '\uD800 alone',
  '</script><!--',
  '${jndi:ldap}%s%n',
  'x'.repeat(2_048),
];
