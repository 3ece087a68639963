import { isServiceName, type Principal, VaultError } from '@chatelaine/core';

const none: readonly string[] = Object.freeze([]);
const noAttributes: Readonly<Record<string, string>> = Object.freeze(Object.create(null) as Record<string, string>);

/** @throws VaultError `InvalidPrincipal` for anything but the name of a service. */
export function takeService(name: unknown): Principal {
  if (typeof name !== 'string' || !isServiceName(name)) {
    throw new VaultError(
      'InvalidPrincipal',
      'The name of a service is 1–128 characters of [A-Za-z0-9_-], such as obs.',
    );
  }
  return Object.freeze({ id: `service:${name}`, roles: none, groups: none, attributes: noAttributes });
}
