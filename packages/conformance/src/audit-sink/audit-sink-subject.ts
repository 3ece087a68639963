import type { AuditEvent, AuditSink } from '@chatelaine/core';

/** A sink under test, and how what it wrote is found again. */
export interface AuditSinkSubject {
  /** Opens a sink on a new place of its own. */
  readonly open: () => AuditSink | Promise<AuditSink>;
  /**
   * What stands where the sink writes, in the order in which it stands there. It is asked while the sink is open and after it was
   * closed, and must not ask the sink itself: another process would not have it.
   */
  readonly read: (sink: AuditSink) => readonly AuditEvent[] | Promise<readonly AuditEvent[]>;
}
