import { VaultError } from '@chatelaine/core';
import { isPromise } from '../pipeline/after.ts';
import { misbehaved } from './misbehaved.ts';

/** Runs code of a plugin. What it throws that carries no code of ours becomes `PluginMisbehaved`, with the cause. */
export function contained<Result>(who: string, work: () => Result | Promise<Result>): Result | Promise<Result> {
  return checked(who, work, asItIs);
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
    if (isPromise(given)) return awaited(who, given, check);
  } catch (error) {
    return refuse(who, error);
  }
  return check(given);
}

// `await` asks a promise of the runtime for nothing but its value, and calls the `then` of anything else where its
// failures are caught: what a plugin's `then` returns never passes for an answer.
async function awaited<Given, Result>(
  who: string,
  promise: Promise<Given>,
  check: (given: Given) => Result,
): Promise<Result> {
  let given: Given;
  try {
    given = await promise;
  } catch (error) {
    return refuse(who, error);
  }
  return check(given);
}

function asItIs<Value>(value: Value): Value {
  return value;
}

function refuse(who: string, error: unknown): never {
  throw VaultError.is(error) ? error : misbehaved(who, 'failed without a code', error);
}
