import { VaultError } from '@chatelaine/core';

const unavailable = new VaultError('StoreUnavailable', 'The store is down.');
const unknown = new VaultError('OutcomeUnknown', 'The connection broke.');

/** How a call of the store fails. `lasting`: all calls after it fail too, until the store is repaired. */
export const storeFaults = [
  { name: 'is not available', error: unavailable, done: false, lasting: false },
  { name: 'does it and can not say so', error: unknown, done: true, lasting: false },
  { name: 'does nothing and can not say so', error: unknown, done: false, lasting: false },
  { name: 'does it, can not say so, and is gone', error: unknown, done: true, lasting: true },
  { name: 'does it and throws what its driver threw', error: new Error('ECONNRESET'), done: true, lasting: false },
] as const;
