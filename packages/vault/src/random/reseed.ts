import { mixIn } from '@chatelaine/core';
import type { KeyDirectory } from '../keys/key-directory.ts';
import type { Algorithms } from '../plugins/algorithms.ts';
import type { BarrierBudget } from '../storage/barrier-budget.ts';
import type { ProcessRegistration } from '../uses/process-registration.ts';
import { operatingSystemBytes } from './operating-system.ts';

const freshBytes = 64;

/** What holds something that another process, resumed from the same image, holds too. */
export interface ReseedParts {
  readonly directory: KeyDirectory;
  readonly algorithms: Algorithms;
  readonly budget: BarrierBudget;
  readonly registration: ProcessRegistration;
}

/**
 * Makes this process another one than those that were resumed from the same image: forgets what was drawn ahead, what was
 * counted ahead for it and under which name it counts, and mixes fresh bytes of the operating system into all that it draws from now on.
 *
 * @throws VaultError `RandomnessUnavailable`: all is forgotten, but nothing is mixed in.
 */
export function reseed({ directory, algorithms, budget, registration }: ReseedParts): void {
  try {
    mixIn(operatingSystemBytes(freshBytes));
  } finally {
    directory.clear();
    budget.forget();
    registration.forget();
    algorithms.reseed();
  }
}
