import { randomFillSync } from 'node:crypto';
import { type GenerateRandomResponse, mixed } from '@chatelaine/core';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { resolveNothing } from './resolve-nothing.ts';

export const generateRandom: Implementation = implement<{ readonly length: number }, GenerateRandomResponse>({
  resolve: resolveNothing,
  run: ({ request: { length } }) => ({ bytes: mixed(randomFillSync(new Uint8Array(length))) }),
});
