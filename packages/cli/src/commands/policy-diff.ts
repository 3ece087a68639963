import { loadPolicyDocuments, readPolicies } from '@chatelaine/policy';
import { comparePolicies } from '@chatelaine/policy/comparison';
import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import { Progress } from '../output/progress.ts';
import type { Invocation } from '../program/invocation.ts';
import { type AllowedGains, noAllowedGains, readAllowedGains } from './allowed-gains.ts';
import { policyPlace, reading } from './policy-folder.ts';
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
  const places = [before, after].map((named) => policyPlace(invocation, named));
  const allowed: AllowedGains =
    allow === undefined ? noAllowedGains : await readAllowedGains(surroundings.workingDirectory, allow);
  const [oldSet, newSet] = places.map((place) =>
    reading(place, () => loadPolicyDocuments(readPolicies(place.path).documents)),
  );
  if (oldSet === undefined || newSet === undefined) throw new RangeError('There are two sets.');
  const progress = new Progress(surroundings, 'Comparing policies');
  const compared = await comparePolicies(oldSet, newSet, {
    samples: requestsOfTests(places),
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
  const isFailed = !newAccess && (refused > 0 || isInDoubt);
  const message =
    refused > 0
      ? `${counted(refused, 'gain', 'gains')} of access that no file of --allow names.`
      : 'Not all of the change could be looked at: --accept-samples takes what was tried for enough.';
  return {
    document: { ...(isFailed && { error: { code: 'AccessGained', message } }), before, after, ...difference },
    text: differenceText(difference, { before, after }, report.style),
    ...(isFailed && { exit: 'gainsFound' }),
  };
}
