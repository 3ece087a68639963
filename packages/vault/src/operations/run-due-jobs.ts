import type { RunDueJobsResponse } from '@chatelaine/core';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { resolveNothing } from './resolve-nothing.ts';

export const runDueJobs: Implementation = implement<unknown, RunDueJobsResponse>({
  resolve: resolveNothing,
  async run(_call, _resolved, { jobs, barrierJob, closing }) {
    const report = await jobs.run(closing);
    const rotated = await barrierJob.run();
    return rotated === undefined ? report : { ...report, jobs: [...report.jobs, rotated] };
  },
});
