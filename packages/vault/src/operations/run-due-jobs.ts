import type { RunDueJobsResponse } from '@chatelaine/core';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { resolveNothing } from './resolve-nothing.ts';

export const runDueJobs: Implementation = implement<unknown, RunDueJobsResponse>({
  resolve: resolveNothing,
  run: (_call, _resolved, { jobs, closing }) => jobs.run(closing),
});
