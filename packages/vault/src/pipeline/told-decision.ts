import type { AuditEvent, Decision } from '@chatelaine/core';

/** What the audit log tells of a decision. Not the reason: that is for the caller, and stands in the policy. */
export function toldOf({ effect, kind, rule }: Decision): NonNullable<AuditEvent['decision']> {
  return rule === undefined ? { effect, kind } : { effect, kind, rule };
}
