import type { Call } from '../pipeline/call.ts';
import type { Resolved } from '../pipeline/implementation.ts';

/** Resolves an operation that names no key. */
export function resolveNothing(call: Call<unknown>): Resolved {
  return { question: { action: call.operation.declaration.action, key: undefined, asked: undefined } };
}
