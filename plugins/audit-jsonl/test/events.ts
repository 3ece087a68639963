import type { AuditEvent } from '@chatelaine/core';

/** An event as the vault makes it, with its sequence and a time on 24 November 2026. */
export function event(sequence: number, changes: Partial<AuditEvent> = {}): AuditEvent {
  return {
    phase: 'complete',
    sequence,
    time: '2026-11-24T10:15:30.123Z',
    process: '0f8fad5b-d9cb-469f-a165-70867728950e',
    operation: 'encryptData',
    action: 'kms:cmk:encryptData',
    principal: 'user:alice',
    sourceIp: '10.1.2.3',
    asked: 'alias/payments',
    keyId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    decision: { effect: 'allow', kind: 'explicit', rule: 'payments.yaml#encrypt' },
    outcome: 'success',
    ...changes,
  };
}

/** Events of the sequences `first` to `last`. */
export function events(first: number, last: number, changes: Partial<AuditEvent> = {}): AuditEvent[] {
  return Array.from({ length: last - first + 1 }, (_, index) => event(first + index, changes));
}
