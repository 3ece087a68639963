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

/** The same for what must be looked at before the vault believes it. What `check` throws stays as it is. */
export function checked<Given, Result>(
  who: string,
  work: () => Given | Promise<Given>,
  check: (given: Given) => Result,
): Result | Promise<Result> {
  let given: Given | Promise<Given>;
  try {
    given = work();
  } catch (error) {
    return refuse(who, error);
  }
  // One promise instead of two: this is between every pooled operation and its plugin.
  return isPromise(given) ? given.then(check, (error: unknown) => refuse(who, error)) : check(given);
}

function refuse(who: string, error: unknown): never {
  throw VaultError.is(error) ? error : misbehaved(who, 'failed without a code', error);
}
