import { describe, expect, test } from 'vitest';
import { applicableChecks, authorizerChecks, registerChecks } from '../src/authorizer/index.ts';
import { authorizerMutants } from './authorizers/authorizer-mutants.ts';
import { HonestAuthorizer, subjectOf } from './authorizers/honest-authorizer.ts';

/** Which of the checks the authorizer fails. */
async function catching(open: (typeof authorizerMutants)[string]): Promise<readonly string[]> {
  const names: string[] = [];
  for (const check of applicableChecks(authorizerChecks, subjectOf(open))) {
    await check.run(subjectOf(open)).catch(() => names.push(check.name));
  }
  return names;
}

describe('an honest authorizer passes:', () => {
  registerChecks(
    test,
    authorizerChecks,
    subjectOf(() => new HonestAuthorizer()),
  );
});

describe('the authorizer checks', () => {
  const useful = new Set<string>();

  test.each(Object.entries(authorizerMutants))('catch an authorizer that %s', async (_lie, open) => {
    const names = await catching(open);
    for (const name of names) useful.add(name);
    expect(names).not.toEqual([]);
  });

  test('are such that each of them catches one at least', () => {
    expect(authorizerChecks.map((check) => check.name).filter((name) => !useful.has(name))).toEqual([]);
  });

  test('have names that differ', () => {
    expect(new Set(authorizerChecks.map((check) => check.name)).size).toBe(authorizerChecks.length);
  });
});
