import { describe, expect, test } from 'vitest';
import { auditSinkChecks, type AuditSinkSubject, registerChecks } from '../src/audit-sink/index.ts';
import { honestSink, sinkSubject } from './audit-sinks/honest-sink.ts';
import { sinkMutants } from './audit-sinks/sink-mutants.ts';

/** Which of the checks the sink fails, each run on a new one. */
async function catching(make: () => AuditSinkSubject): Promise<readonly string[]> {
  const names: string[] = [];
  for (const check of auditSinkChecks) await check.run(make()).catch(() => names.push(check.name));
  return names;
}

describe('an honest sink passes', () => {
  registerChecks(test, auditSinkChecks, sinkSubject(honestSink));
});

describe('the audit sink checks', () => {
  const useful = new Set<string>();

  test.each(Object.entries(sinkMutants))('catch a sink that %s', async (_lie, make) => {
    const names = await catching(make);
    for (const name of names) useful.add(name);
    expect(names).not.toEqual([]);
  });

  test('are such that each of them catches one at least', () => {
    expect(auditSinkChecks.map((check) => check.name).filter((name) => !useful.has(name))).toEqual([]);
  });

  test('have names that differ', () => {
    expect(new Set(auditSinkChecks.map((check) => check.name)).size).toBe(auditSinkChecks.length);
  });
});
