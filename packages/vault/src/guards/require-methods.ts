import { misbehaved } from './misbehaved.ts';

/** @throws VaultError `PluginMisbehaved` unless what a plugin gave has these methods. */
export function requireMethods(who: string, product: unknown, names: readonly string[]): void {
  const isObject = typeof product === 'object' && product !== null;
  const missing = names.find((name) => !isObject || typeof (product as Record<string, unknown>)[name] !== 'function');
  if (missing !== undefined) throw misbehaved(who, `has no method ${missing}()`);
}
