import { type JobReport, VaultError } from '@chatelaine/core';

/** Runs a piece of work and tells how it ended. */
export async function outcomeOf(work: () => Promise<unknown>): Promise<JobReport['outcome']> {
  try {
    await work();
    return 'success';
  } catch (error) {
    return VaultError.is(error) ? error.code : 'Internal';
  }
}
