import type { Action } from '@chatelaine/core';
import type { PolicyTestCase } from '../testing/test-file.ts';
import type { TestQuestion } from '../testing/test-world.ts';

/** What a case asks of one action, for each of its principals, keys and contexts; keys are named by their id. */
export function questionsOf({ who, key, context, now }: PolicyTestCase, action: Action): readonly TestQuestion[] {
  return who.flatMap((principal) =>
    (key ?? [undefined]).flatMap((each) =>
      (context ?? [undefined]).map((circumstances) => ({
        who: principal,
        action,
        key: each,
        context: circumstances,
        now: now?.at,
      })),
    ),
  );
}
