import { resolve } from 'node:path';
import { loadPolicyDocuments, readPolicies } from '@chatelaine/policy';
import { comparePolicies } from '@chatelaine/policy/comparison';
import type { Answer } from '../output/answer.ts';
import { Progress } from '../output/progress.ts';
import type { Invocation } from '../program/invocation.ts';
import { type AllowedGains, noAllowedGains, readAllowedGains } from './allowed-gains.ts';
import { differenceText } from './policy-diff-text.ts';
import { requestsOfTests } from './requests-of-tests.ts';

export interface DiffOptions {
  readonly newAccess: boolean;
  readonly allow?: string;
  readonly acceptSamples?: boolean;
}

/** `chatelaine policy diff`. Needs no vault and no configuration. */
export async function diffPolicies(
  invocation: Invocation,
  before: string,
  after: string,
  { newAccess, allow, acceptSamples = false }: DiffOptions,
): Promise<Answer> {
  const { report, surroundings } = invocation;
  const [old, now] = [before, after].map((path) => resolve(surroundings.workingDirectory, path)) as [string, string];
  const allowed: AllowedGains =
    allow === undefined ? noAllowedGains : await readAllowedGains(surroundings.workingDirectory, allow);
  const [oldSet, newSet] = [old, now].map((path) => loadPolicyDocuments(readPolicies(path).documents));
  if (oldSet === undefined || newSet === undefined) throw new RangeError('There are two sets.');
  const progress = new Progress(surroundings, 'Comparing policies');
  const compared = await comparePolicies(oldSet, newSet, {
    samples: requestsOfTests([old, now]),
    progress: (done, total) => {
      surroundings.interruption.throwIfAborted();
      progress.show(done, total);
    },
  }).finally(() => progress.end());
  const gains = compared.gains.map((gain) => ({ ...gain, isAllowed: allowed(gain) }));
  const refused = gains.filter(({ isAllowed }) => !isAllowed).length;
  // Where not all could be looked at, that nobody gains is not shown.
  const isInDoubt = compared.sampled.length > 0 && !acceptSamples;
  const difference = { ...compared, gains };
  return {
    document: { before, after, ...difference },
    text: differenceText(difference, { before, after }, report.style),
    ...(!newAccess && (refused > 0 || isInDoubt) && { exit: 'gainsFound' }),
  };
}
