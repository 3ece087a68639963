import { VaultError } from '@chatelaine/core';

/** @param what what could not be done, without the reason */
export function unavailable(what: string, cause: unknown): VaultError {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new VaultError('AuditUnavailable', `${what}${code}. Until it can be, operations are refused.`, { cause });
}
