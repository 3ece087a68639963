import type { Command } from 'commander';
import type { Answer } from '../output/answer.ts';
import type { Invocation } from './invocation.ts';

/** Runs what a command stands for. Commands load their modules in `work`, so that the others cost nothing. */
export type Act = (command: Command, work: (invocation: Invocation) => Promise<Answer>) => Promise<void>;
