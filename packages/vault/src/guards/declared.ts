import type { Execution } from '@chatelaine/core';
import { misbehaved } from './misbehaved.ts';

/** Where each method of a capability runs, read once. @throws VaultError `PluginMisbehaved` */
export function declaredExecution<Method extends string>(
  who: string,
  given: Readonly<Record<Method, Execution>>,
  methods: readonly Method[],
): Readonly<Record<Method, Execution>> {
  const places = methods.map((method): readonly [Method, Execution] => {
    const place: unknown = given?.[method];
    if (place !== 'inline' && place !== 'pool') throw misbehaved(who, `does not say where its ${method} runs`);
    return [method, place];
  });
  return Object.freeze(Object.fromEntries(places)) as Readonly<Record<Method, Execution>>;
}

/** The names that the algorithm declared, if a loaded key has the same. @throws VaultError `PluginMisbehaved` */
export function declaredNames<Names extends readonly string[]>(
  who: string,
  declared: Names | undefined,
  given: readonly unknown[],
): Names {
  if (declared === undefined || given.length !== declared.length || given.some((name, at) => name !== declared[at])) {
    throw misbehaved(who, 'loaded a key with other algorithms than it declares');
  }
  return declared;
}
