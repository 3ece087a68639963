import { type Action, actions, keylessActions } from '@chatelaine/core';
import type { ExpectedEffect, Named, PolicyTestCase, PolicyTestFile, Spelling } from './test-file.ts';
import type { TestWorld } from './test-world.ts';

/** One question of a case, and what must be answered. */
export interface PolicyCheck {
  readonly who: string;
  readonly action: Action;
  /** Absent: the action names no key. */
  readonly key?: string;
  readonly spelling?: Spelling;
  /** What the caller writes for the key; absent for a key of which no id is known. */
  readonly asked?: string;
  readonly context?: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly expected: ExpectedEffect;
  /** The rule that must decide, `default` where none may; absent: any. */
  readonly because?: string;
}

/** How many these would be. */
export function countChecks(asked: PolicyTestCase, world: TestWorld): number {
  const contexts = asked.context?.length ?? 1;
  return asked.who.length * namedKeys(asked, world).length * contexts * expectationsOf(asked).length;
}

interface NamedKey {
  readonly key?: string;
  readonly spelling?: Spelling;
  readonly asked?: string;
}

/** All that a case asks: one question for each principal, key, spelling, context and action. */
export function checksOf(asked: PolicyTestCase, world: TestWorld, file: PolicyTestFile): readonly PolicyCheck[] {
  const keys = namedKeys(asked, world);
  const contexts = asked.context ?? [undefined];
  const now = asked.now?.at ?? file.now?.at ?? world.now;
  const expectations = expectationsOf(asked);
  return asked.who.flatMap((who) =>
    keys.flatMap((key) =>
      contexts.flatMap((context) =>
        expectations.map((expectation) => ({
          who,
          ...key,
          ...(context !== undefined && { context }),
          now,
          ...expectation,
        })),
      ),
    ),
  );
}

function namedKeys({ key: names, as = ['id'] }: PolicyTestCase, world: TestWorld): readonly NamedKey[] {
  if (names === undefined) return [{}];
  return names.flatMap((key) => {
    const spelled = as.flatMap((spelling) =>
      world.spellings(key, spelling).map((asked): NamedKey => ({ key, spelling, asked })),
    );
    // A key of which the id is not known can't be named, and is asked about all the same: it is being made.
    return spelled.length === 0 ? [{ key }] : spelled;
  });
}

type Expectation = Pick<PolicyCheck, 'action' | 'expected' | 'because'>;

function expectationsOf({ key, expect, because = [] }: PolicyTestCase): readonly Expectation[] {
  const named = new Set(expect.map(({ name }) => name));
  const others = (key === undefined ? keylessActions : keyActions).filter((action) => !named.has(action));
  return expect.flatMap(({ name, value: expected }) => {
    const asked = name === '*' ? others : [name];
    return asked.map((action) => {
      const rule = valueOf(because, action) ?? valueOf(because, '*');
      return { action, expected, ...(rule !== undefined && { because: rule }) };
    });
  });
}

const keyActions = actions.filter((action) => !keylessActions.includes(action));

function valueOf(pairs: readonly Named<string>[], wanted: string): string | undefined {
  return pairs.find(({ name }) => name === wanted)?.value;
}
