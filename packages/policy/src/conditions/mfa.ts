import { truthOf, unknown } from '../evaluation/truth.ts';
import { map, required } from '../form/map.ts';
import { wholeNumber } from '../form/whole-number.ts';
import type { ConditionKind } from './condition-kind.ts';
import { own } from './own.ts';

/** How long ago the second factor was given, at most. */
export interface MfaCondition {
  readonly maxAgeSeconds: number;
}

const mostSeconds = 31_536_000;

export const mfa: ConditionKind<MfaCondition> = {
  description: 'How fresh the second factor of the caller must be. Unknown where the host tells none.',
  form: map<MfaCondition>({
    noun: 'the condition mfa',
    members: {
      maxAgeSeconds: required(wholeNumber(1, mostSeconds), 'It was given at most so many seconds ago.'),
    },
  }),
  parts: ({ maxAgeSeconds }) => [
    {
      name: 'mfa.maxAgeSeconds',
      words: `the second factor is at most ${maxAgeSeconds} s old`,
      reads: ['context.mfa.ageSeconds'],
      test({ context }) {
        const age: unknown = own(own(context, 'mfa'), 'ageSeconds');
        return typeof age === 'number' && age >= 0 ? truthOf(age <= maxAgeSeconds) : unknown;
      },
    },
  ],
  shifts: ({ maxAgeSeconds }) =>
    [maxAgeSeconds - 1, maxAgeSeconds + 1]
      .filter((seconds) => seconds >= 1 && seconds <= mostSeconds)
      .map((seconds) => ({
        words: `mfa.maxAgeSeconds ${maxAgeSeconds} → ${seconds}`,
        value: { maxAgeSeconds: seconds },
      })),
};
