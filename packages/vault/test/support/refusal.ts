import { type ErrorCode, VaultError } from '@chatelaine/core';

/** The `VaultError` that a call is refused with; anything else fails the test. */
export async function refusal(answer: Promise<unknown>): Promise<VaultError> {
  let given: unknown;
  try {
    given = await answer;
  } catch (error) {
    if (VaultError.is(error)) return error;
    throw new Error('The call was refused with something else than a VaultError.', { cause: error });
  }
  throw new Error(`The call was not refused but gave ${JSON.stringify(given)}.`);
}

/** The code that a call is refused with. */
export async function codeOf(answer: Promise<unknown>): Promise<ErrorCode> {
  return (await refusal(answer)).code;
}

/** `success`, or the code of the refusal. */
export async function outcomeOf(answer: Promise<unknown>): Promise<ErrorCode | 'success'> {
  try {
    await answer;
    return 'success';
  } catch (error) {
    if (VaultError.is(error)) return error.code;
    throw error;
  }
}

/** Everything that can be seen of an error, as text. */
export function visibleParts(error: VaultError): string {
  const own = Object.getOwnPropertyNames(error).toSorted();
  return JSON.stringify({ own, name: error.name, code: error.code, message: error.message, stack: error.stack });
}
