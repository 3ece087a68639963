import type { JobReport } from '@chatelaine/core';
import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import { listing } from '../output/table.ts';
import type { Invocation } from '../program/invocation.ts';
import { withVault } from '../vault/with-vault.ts';

/** `chatelaine jobs run` */
export async function runDueJobs(invocation: Invocation): Promise<Answer> {
  const { jobs, waiting } = await withVault(invocation, async ({ administration }) => {
    const done: JobReport[] = [];
    for (;;) {
      invocation.surroundings.interruption.throwIfAborted();
      const answer = await administration.runDueJobs();
      done.push(...answer.jobs);
      // Where one failed there is no point in asking for more.
      const goesOn = answer.more && answer.jobs.every(({ outcome }) => outcome === 'success');
      if (!goesOn) return { jobs: done, waiting: answer.waiting };
    }
  });
  if (waiting > 0) {
    await invocation.report.remark(
      `${counted(waiting, 'key waits', 'keys wait')} for destruction: the clock is more than a day ahead of the last run. ` +
        'If it is right, run this again in an hour.',
    );
  }
  const rows = jobs.map(({ operation, keyId, dueAt, outcome }) => [operation, keyId ?? '-', dueAt, outcome]);
  const failed = jobs.some(({ outcome }) => outcome !== 'success');
  return {
    document: { jobs, waiting },
    text:
      rows.length === 0
        ? 'Nothing was due.'
        : listing(['JOB', 'KEY ID', 'DUE', 'OUTCOME'], rows, invocation.report.style),
    exit: failed ? 'failure' : 'success',
  };
}
