import { VaultError } from '@chatelaine/core';

/** The error that a call must end with; an error of this job if it ends in another way. */
export async function refusal(code, call) {
  const error = await call.then(
    () => undefined,
    (reason) => reason,
  );
  if (error === undefined) throw new Error(`It was not refused; ${code} was expected.`);
  if (!VaultError.is(error, code)) throw error;
  return error;
}
