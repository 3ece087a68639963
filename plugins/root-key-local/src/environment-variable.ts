import { VaultError } from '@chatelaine/core';

/** What names of variables look like, as POSIX shells take them. */
export const variableName: RegExp = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** @throws VaultError `RootKeyUnavailable` if it is not set, or empty. */
export function readVariable(name: string, advice: string): string {
  const value = Object.hasOwn(process.env, name) ? process.env[name] : undefined;
  if (value !== undefined && value !== '') return value;
  throw new VaultError('RootKeyUnavailable', `The environment variable ${name} is not set. ${advice}`);
}
