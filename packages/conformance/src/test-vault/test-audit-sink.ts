import { type AuditEvent, definePlugin, pluginApiVersion, type VaultPlugin } from '@chatelaine/core';
import { closedOptions } from './closed-options.ts';

export interface TestAuditOptions {
  /** Written events are added to it. */
  readonly events: AuditEvent[];
}

/** Registers the audit sink `test`: events go into a list. */
export function testAuditSink(): VaultPlugin<{ auditSink: { test: TestAuditOptions } }> {
  return definePlugin<{ auditSink: { test: TestAuditOptions } }>({
    name: '@chatelaine/conformance/test-audit-sink',
    apiVersion: pluginApiVersion,
    setup: (host) => {
      host.auditSink('test', {
        options: closedOptions<TestAuditOptions>(['events']),
        open: ({ events }) => ({
          write: (batch) => {
            events.push(...batch.map((event) => ({ ...event })));
            return Promise.resolve();
          },
          sync: () => Promise.resolve(),
          close: () => Promise.resolve(),
        }),
      });
    },
  });
}
