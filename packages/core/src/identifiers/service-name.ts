import type { AliasName } from './alias-name.ts';

const pattern = /^[A-Za-z0-9_-]{1,128}$/;

/** True for the name of a service, such as `obs`: 1–128 characters of `[A-Za-z0-9_-]`. */
export function isServiceName(text: string): boolean {
  return pattern.test(text);
}

/** The alias of a service's default key, such as `alias/obs/default`. */
export function defaultAliasOf(serviceName: string): AliasName {
  return `alias/${serviceName}/default` as AliasName;
}
