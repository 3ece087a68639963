import { VaultError } from '@chatelaine/core';
import { isPromise } from '../pipeline/after.ts';
import { misbehaved } from './misbehaved.ts';

/** Runs code of a plugin. What it throws that carries no code of ours becomes `PluginMisbehaved`, with the cause. */
export function contained<Result>(who: string, work: () => Result | Promise<Result>): Result | Promise<Result> {
  try {
    const result = work();
    return isPromise(result) ? result.catch((error: unknown) => refuse(who, error)) : result;
  } catch (error) {
    return refuse(who, error);
  }
}

function refuse(who: string, error: unknown): never {
  throw VaultError.is(error) ? error : misbehaved(who, 'failed without a code', error);
}
