import { type AuditEvent, VaultError } from '@chatelaine/core';
import type { PendingEvent } from '../audit/audit-log.ts';
import type { BoundOperation } from './bound-operation.ts';
import type { Ruling } from './authority.ts';
import type { Identity } from './call.ts';
import { toldOf } from './told-decision.ts';

/** The event of an operation, for the audit log to complete. */
export function eventFor(
  { name, declaration }: Pick<BoundOperation, 'name' | 'declaration'>,
  { principal, context }: Identity,
  asked: string | undefined,
  keyId?: string,
  decision?: Ruling,
  destination?: AuditEvent['destination'],
): PendingEvent {
  // All members from the start, so that events are of one shape to the runtime.
  return {
    phase: 'intent',
    sequence: 0,
    time: '',
    process: '',
    operation: name,
    action: decision?.action ?? declaration.action,
    principal: principal?.id ?? 'host',
    sourceIp: context.source?.ip,
    asked,
    keyId,
    destination,
    decision: decision && toldOf(decision),
    outcome: undefined,
  };
}

/** What an event tells of an error. */
export function codeOf(error: unknown): string {
  return VaultError.is(error) ? error.code : 'Internal';
}
